from schlaglicht.engine.frames import (
    HEADER,
    EngineQuery,
    Kind,
    decode_query,
    encode_query,
    frame,
)
from schlaglicht.formats import FORMATS


def test_a_query_arrives_as_it_was_sent() -> None:
    for form in FORMATS:
        query = EngineQuery(
            'ASK { ?s ?p "ä😀" }', form, ("g:1",), (), {"": "https://example.org/"}, "b:", 9
        )
        sent = decode_query(encode_query(query))
        assert sent == tuple(getattr(query, name) for name in sent._fields)


def test_no_graphs_are_not_an_empty_list_of_graphs() -> None:
    query = EngineQuery("ASK {}", FORMATS[0])
    assert decode_query(encode_query(query)).default_graphs is None


def test_a_frame_says_what_it_is_and_how_long() -> None:
    content = frame(Kind.DONE, b"abc")
    assert HEADER.unpack(content[: HEADER.size]) == (Kind.DONE, 3)
    assert content[HEADER.size :] == b"abc"
