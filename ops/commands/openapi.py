"""`herobreak openapi`: print the document from which the phone app's types are generated."""

import importlib
import json

import click


@click.command()
def openapi_command() -> None:
    """Print the OpenAPI document of the API as JSON. Needs no server."""
    app = importlib.import_module("api.app").create_app()
    click.echo(json.dumps(app.openapi_schema.to_schema(), indent=2, sort_keys=True))
