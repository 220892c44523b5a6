# The commands of store in a program that was built without SQLite.
run store import db
run store export db --json
run store check db
