"""Reports that tell nearly the same are shown while the title is typed, among those of the catalogue."""


def test_a_title_finds_reports_that_are_near(catalogue_site, client):
    found = client.get("/contribuer/proches/?title=Des+cours+d’école+perméables+et+plantées").content.decode()
    assert "Grenoble" in found
    assert "<li>" not in client.get("/contribuer/proches/?title=xylophone+en+bois").content.decode()
    assert "<li>" not in client.get("/contribuer/proches/?title=cour").content.decode()
