"""The MCP server: tools with which assistants read an instance of the service, over HTTP."""
