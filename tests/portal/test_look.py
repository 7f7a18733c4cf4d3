"""The look of the town's pages."""


def test_smoke(visit, portal):
    for path in ("/citizen", "/citizen/accessibility", "/citizen/privacy", "/citizen/comfort", "/citizen/nowhere"):
        for how in ({}, {"js": False}, {"lang": "en", "width": 1280}, {"login": "citoyen", "dark": True}):
            visitor = visit(**how)
            visitor.open(path, status=404 if "nowhere" in path else 200)
            try:
                visitor.check("smoke-" + path.split("/")[-1] + "-" + str(len(how)) + "".join(how))
            except AssertionError as error:
                print(how, str(error)[:3000])
                visitor.forgive()
    print(portal.read_mistakes())
