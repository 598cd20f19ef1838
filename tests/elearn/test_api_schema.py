"""The schema at ``/api/schema/`` describes the addresses of the API and no other."""

from django.urls import reverse


def test_the_schema_holds_only_the_api(client, db):
    schema = client.get(reverse("api_schema"), headers={"Accept": "application/vnd.oai.openapi+json"}).json()

    assert "/api/resources/{uuid}/" in schema["paths"]
    assert {path for path in schema["paths"] if not path.startswith("/api/")} == set()
