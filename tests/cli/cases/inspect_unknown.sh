# `inspect`: fields that the schema does not know, by number, wire type or value.
say 'their content may be secret, so only its length is shown'
bytes '\x98\x06\x05\xa2\x06\x03abc\xa2\x06\x00\xad\x06abcd\xb1\x06abcdefgh\xa3\x06\x1a\x01x\xa4\x06\x10\x05\x3a\x02\x10\x09'
run inspect --raw in

say 'every wire type'
bytes '\x98\x06\x05\xa2\x06\x03abc\xa2\x06\x03a\x1bc\xa2\x06\x00\xad\x06abcd\xb1\x06abcdefgh'
run inspect --raw --show-secrets in

say 'groups'
bytes '\xa3\x06\x08\x01\x13\x1a\x01x\x14\xa4\x06\x0b\x0c'
run inspect --raw --show-secrets in

say 'known numbers with another wire type or an unknown value'
bytes '\x08\x05\x10\x05\x10\x00\x10\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01\x38\x01\x78\x07\x5a\x01x\x3a\x09\x10\x09\x38\x01\x98\x06\x01\x50\x01'
run inspect --raw --show-secrets in

say 'longer tags and lengths than needed'
bytes '\x8a\x80\x00\x81\x00a\x20\x80\x00'
run inspect --raw --show-secrets in

say 'text of control characters, and long text'
bytes '\x0a\x0a\x1b[31m\n"\x00\xc2\x9b'
run inspect --raw --show-secrets in
bytes "\x0a\xac\x02$(printf 'x%.0s' {1..300})" >/dev/null
run inspect --raw --show-secrets in | grep -v 'out|  *[0-9]* \( 78\)*$'
