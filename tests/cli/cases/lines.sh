# Records as lines of text, as the columns of a database have them.
json '{"id":"a"}\n{}\n{"id":"bc","x":1}\n{"id":"bcd","x":2}\n'
for text in hex base64; do
    run encode --lines=$text in
    cp out $text
    sed -i 's/^out| //' $text
    run decode --lines=$text $text
    run validate --lines=$text $text | tail -n 2
    run inspect --lines=$text $text
done

say 'what databases write'
cat >in <<'END'
0a0161

\x0a0162
\\x0a0163
  "\x0a0164"
0x0A0165
X'0a0166'
x'0a0167'
'0a0168'
"\\x0a0169"
\x
END
printf '\t0a016a\r\n \t\r\n0a016b' >>in
run decode --lines=hex in
printf 'CgFh\r\n"CgFi"\n\x27CgFj\x27\n\nCgJh+Q==\nCgFh\nCgAaA2E/YQ\nCgAaA2E_YQ\n' >in
run decode --lines=base64 in
run decode --lines=base64 --keep-going in

say 'wrong lines; what follows is read'
cat >in <<'END'
0a0161
0a016
0a01zz
 \x0a 0161
"0a0161
X'0a0161"
0a05
0a01ff
NULL
{"id":"a"}
0a0162
END
run decode --lines=hex in
run decode --lines=hex --keep-going in
run inspect --lines=hex in
printf 'CgF*\nCgF\nC\nCgFh=\n====\nCgFh====\nCgFhYR==\nCgFi\n' >in
run decode --lines=base64 --keep-going in

say 'wrong calls'
run decode --lines=base32 in
run decode --lines=hex --raw in
run encode --lines in
