# The help of the program and of each command, and the version.
run --help
run encode --help
run decode --help
run validate --help
run inspect --help
run generate --help
run bench --help
run store import --help
run store export --help
run store check --help

say 'other spellings of the same'
"$PHONENUM" --help >help
"$PHONENUM" -h | cmp - help
"$PHONENUM" --help encode | cmp - help
"$PHONENUM" help | cmp - help
"$PHONENUM" encode --help >help
"$PHONENUM" encode -h | cmp - help
"$PHONENUM" help encode | cmp - help
"$PHONENUM" encode --raw no-such-file --help | cmp - help
"$PHONENUM" store check --help >help
"$PHONENUM" help store check | cmp - help

say 'help fits into 80 columns'
for command in '' encode decode validate inspect generate bench 'store import' 'store export' 'store check'; do
    # shellcheck disable=SC2086
    "$PHONENUM" $command --help | awk 'length > 80'
done

say 'the version is that of the build'
for option in --version -V; do
    [[ $("$PHONENUM" "$option") == "phonenum $VERSION" ]]
done
