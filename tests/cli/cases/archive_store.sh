# store import of archives, and what damage in them costs.
"$PHONENUM" generate 3000 >stream
"$PHONENUM" generate 3000 --zstd >archive
run store import db archive
"$PHONENUM" store export db | cmp - stream
run store import db - <archive

say 'damage costs the records of its frames, and --keep-going reads those behind'
"$PYTHON" -c 'import sys
data = bytearray(open("archive", "rb").read())
data[len(data) // 2] ^= 1
open("damaged", "wb").write(data)'
run store import new damaged
run store import new damaged --keep-going
run store check new
head -c 2000 archive >cut
run store import other cut
