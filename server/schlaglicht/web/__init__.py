"""The web: the endpoint and its pages as a Flask application, served by granian."""
