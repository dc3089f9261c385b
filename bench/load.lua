-- Sends one query again and again, each time with other numbers in it, over wrk's connections.
-- Arguments: the encoded query; the number to begin with; how many numbers there are (0: always
-- the first); the Accept header. In the query `__A__` becomes a number below that bound, every
-- number once before one comes again, and `__B__` one that goes up by one with each request.

local parts, first, bound, accept
local sent = 0
local stride = 7919

function init(arguments)
  local query = arguments[1]
  first, bound, accept = tonumber(arguments[2]), tonumber(arguments[3]), arguments[4]
  parts = {}
  local from = 1
  while true do
    local start, stop, letter = query:find("__([AB])__", from)
    if not start then break end
    table.insert(parts, query:sub(from, start - 1))
    table.insert(parts, letter)
    from = stop + 1
  end
  table.insert(parts, query:sub(from))
end

function request()
  local number = first
  if bound > 0 then
    number = first + sent
    sent = sent + 1
  end
  local values = { A = bound > 0 and (number * stride) % bound or first, B = number }
  local text = {}
  for at, part in ipairs(parts) do
    text[at] = at % 2 == 0 and string.format("%d", values[part]) or part
  end
  return wrk.format("GET", wrk.path .. "?query=" .. table.concat(text), { Accept = accept })
end

function done(summary, latency)
  local errors = summary.errors
  io.write(string.format(
    "RESULT %d %d %.0f %.0f %d\n", summary.requests, summary.duration,
    latency:percentile(50), latency:percentile(99),
    errors.status + errors.connect + errors.read + errors.write + errors.timeout))
end
