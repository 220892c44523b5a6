# `bench` in a build without protobuf-c: the table says so, and has no comparison.
"$PHONENUM" bench >out 2>err
sed -E '/debug or sanitizer build/d; /^(decode|encode)  .*%/s/ +[0-9][0-9.,]*/ N/g' out >shown
show out shown
show err err

"$PHONENUM" bench --json | "$PYTHON" "$CLI/bench_json.py" phonenum protobuf-c
