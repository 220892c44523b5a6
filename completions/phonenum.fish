# Completion of phonenum for fish,
# of what `phonenum --help` lists. Made by completions/make.py: change that, not this file.

# Whether these are the words between phonenum and the one before the cursor.
function __phonenum_after
    set -l words (commandline -opc)
    test "$words[2..]" = "$argv"
end

# Whether the command line begins with this command.
function __phonenum_is
    set -l words (commandline -opc) ''
    contains -- "$argv" "$words[2]" "$words[2..3]"
end

complete -c phonenum -f
complete -c phonenum -n '__phonenum_after' -s h -l help -d 'show this help and exit'
complete -c phonenum -n '__phonenum_after' -s V -l version -d 'show the version and exit'
complete -c phonenum -n '__phonenum_after' -a encode -d 'Convert JSON to Protocol Buffers'
complete -c phonenum -n '__phonenum_after' -a decode -d 'Convert Protocol Buffers to JSON'
complete -c phonenum -n '__phonenum_after' -a validate -d 'Check records against the rules of the service'
complete -c phonenum -n '__phonenum_after' -a inspect -d 'Explain every byte of encoded records'
complete -c phonenum -n '__phonenum_after' -a generate -d 'Make records for trying things out'
complete -c phonenum -n '__phonenum_after' -a check -d 'Check whether everything in archives can be read'
complete -c phonenum -n '__phonenum_after' -a bench -d 'Measure how fast records are decoded and encoded'
complete -c phonenum -n '__phonenum_after' -a store -d 'import, export, check'
complete -c phonenum -n '__phonenum_after' -a help -d 'Show the help of a command, as in phonenum help encode'
complete -c phonenum -n '__phonenum_after store' -a import -d 'Put records into a database'
complete -c phonenum -n '__phonenum_after store' -a export -d 'Write the records of a database'
complete -c phonenum -n '__phonenum_after store' -a check -d 'Look for damage in a database'
complete -c phonenum -n '__phonenum_after help' -a encode -d 'Convert JSON to Protocol Buffers'
complete -c phonenum -n '__phonenum_after help' -a decode -d 'Convert Protocol Buffers to JSON'
complete -c phonenum -n '__phonenum_after help' -a validate -d 'Check records against the rules of the service'
complete -c phonenum -n '__phonenum_after help' -a inspect -d 'Explain every byte of encoded records'
complete -c phonenum -n '__phonenum_after help' -a generate -d 'Make records for trying things out'
complete -c phonenum -n '__phonenum_after help' -a check -d 'Check whether everything in archives can be read'
complete -c phonenum -n '__phonenum_after help' -a bench -d 'Measure how fast records are decoded and encoded'
complete -c phonenum -n '__phonenum_after help' -a store -d 'import, export, check'
complete -c phonenum -n '__phonenum_after help' -a help -d 'Show the help of a command, as in phonenum help encode'
complete -c phonenum -n '__phonenum_after help store' -a import -d 'Put records into a database'
complete -c phonenum -n '__phonenum_after help store' -a export -d 'Write the records of a database'
complete -c phonenum -n '__phonenum_after help store' -a check -d 'Look for damage in a database'
complete -c phonenum -n '__phonenum_is encode' -l raw -d 'write exactly one record, without its length'
complete -c phonenum -n '__phonenum_is encode' -l framing -x -a 'varint be16 be32 le32 grpc' -d 'the length before each record'
complete -c phonenum -n '__phonenum_is encode' -l lines -x -a 'hex base64' -d 'write each record on a line, as hexadecimal digits or base64, without a length'
complete -c phonenum -n '__phonenum_is encode' -l zstd -d 'write an archive'
complete -c phonenum -n '__phonenum_is encode' -l dialect -x -a 'api proto' -d 'read the JSON of the service API'
complete -c phonenum -n '__phonenum_is encode' -l strict -d 'fail if a member does not fit the schema, or if a required member is missing'
complete -c phonenum -n '__phonenum_is encode' -l ignore-unknown -d 'leave out members with unknown names'
complete -c phonenum -n '__phonenum_is encode' -l keep-unknown -d 'read unknown fields from the members @unknown, as decode --keep-unknown writes them'
complete -c phonenum -n '__phonenum_is encode' -l keep-going -d 'skip records with errors and continue with the next'
complete -c phonenum -n '__phonenum_is encode' -l all-errors -d 'show all errors'
complete -c phonenum -n '__phonenum_is encode' -s o -l output -rF -d 'write to FILE, which appears when all of it is there'
complete -c phonenum -n '__phonenum_is encode' -l force -d 'write bytes to a terminal'
complete -c phonenum -n '__phonenum_is encode' -s T -l threads -x -d 'let N threads work side by side'
complete -c phonenum -n '__phonenum_is encode' -s h -l help -d 'show this help and exit'
complete -c phonenum -n '__phonenum_is encode' -F
complete -c phonenum -n '__phonenum_is decode' -l raw -d 'read one record from each FILE, without a length before it'
complete -c phonenum -n '__phonenum_is decode' -l framing -x -a 'varint be16 be32 le32 grpc' -d 'the length before each record'
complete -c phonenum -n '__phonenum_is decode' -l lines -x -a 'hex base64' -d 'read one record from each line, as hexadecimal digits or base64, without a length'
complete -c phonenum -n '__phonenum_is decode' -l record -x -d 'only record N, or records N to M, counted from 1'
complete -c phonenum -n '__phonenum_is decode' -l dialect -x -a 'api proto' -d 'write the JSON of the service API'
complete -c phonenum -n '__phonenum_is decode' -l redact -d 'write "[REDACTED]" instead of each backup code'
complete -c phonenum -n '__phonenum_is decode' -l pretty -d 'write each member on its own line, indented'
complete -c phonenum -n '__phonenum_is decode' -l strict -d 'fail if a record has unknown fields'
complete -c phonenum -n '__phonenum_is decode' -l keep-unknown -d 'write unknown fields as members @unknown, in base64'
complete -c phonenum -n '__phonenum_is decode' -l keep-going -d 'skip records with errors and continue with the next'
complete -c phonenum -n '__phonenum_is decode' -l all-errors -d 'show all errors'
complete -c phonenum -n '__phonenum_is decode' -s o -l output -rF -d 'write to FILE, which appears when all of it is there'
complete -c phonenum -n '__phonenum_is decode' -s T -l threads -x -d 'let N threads work side by side'
complete -c phonenum -n '__phonenum_is decode' -s h -l help -d 'show this help and exit'
complete -c phonenum -n '__phonenum_is decode' -F
complete -c phonenum -n '__phonenum_is validate' -l raw -d 'read one record from each FILE, without a length before it'
complete -c phonenum -n '__phonenum_is validate' -l framing -x -a 'varint be16 be32 le32 grpc' -d 'the length before each record'
complete -c phonenum -n '__phonenum_is validate' -l lines -x -a 'hex base64' -d 'read one record from each line, as hexadecimal digits or base64, without a length'
complete -c phonenum -n '__phonenum_is validate' -l closed -d 'also report extra_json and unknown fields'
complete -c phonenum -n '__phonenum_is validate' -l all-errors -d 'show all errors'
complete -c phonenum -n '__phonenum_is validate' -s o -l output -rF -d 'write to FILE, which appears when all of it is there'
complete -c phonenum -n '__phonenum_is validate' -s T -l threads -x -d 'let N threads work side by side'
complete -c phonenum -n '__phonenum_is validate' -s h -l help -d 'show this help and exit'
complete -c phonenum -n '__phonenum_is validate' -F
complete -c phonenum -n '__phonenum_is inspect' -l raw -d 'read one record from each FILE, without a length before it'
complete -c phonenum -n '__phonenum_is inspect' -l framing -x -a 'varint be16 be32 le32 grpc' -d 'the length before each record'
complete -c phonenum -n '__phonenum_is inspect' -l lines -x -a 'hex base64' -d 'read one record from each line, as hexadecimal digits or base64, without a length'
complete -c phonenum -n '__phonenum_is inspect' -l all-errors -d 'show all errors'
complete -c phonenum -n '__phonenum_is inspect' -s o -l output -rF -d 'write to FILE, which appears when all of it is there'
complete -c phonenum -n '__phonenum_is inspect' -l show-secrets -d 'show backup codes, unknown fields and the original extra_json'
complete -c phonenum -n '__phonenum_is inspect' -s h -l help -d 'show this help and exit'
complete -c phonenum -n '__phonenum_is inspect' -F
complete -c phonenum -n '__phonenum_is generate' -l seed -x -d 'make the records of this number'
complete -c phonenum -n '__phonenum_is generate' -l zstd -d 'write an archive'
complete -c phonenum -n '__phonenum_is generate' -l json -d 'write lines of JSON, in the form of the service API'
complete -c phonenum -n '__phonenum_is generate' -s o -l output -rF -d 'write to FILE, which appears when all of it is there'
complete -c phonenum -n '__phonenum_is generate' -l force -d 'write bytes to a terminal'
complete -c phonenum -n '__phonenum_is generate' -s h -l help -d 'show this help and exit'
complete -c phonenum -n '__phonenum_is check' -l framing -x -a 'varint be16 be32 le32 grpc' -d 'the length before each record'
complete -c phonenum -n '__phonenum_is check' -l all-errors -d 'show all errors'
complete -c phonenum -n '__phonenum_is check' -l repair -rF -d 'write all that is whole to FILE, as a new archive'
complete -c phonenum -n '__phonenum_is check' -s h -l help -d 'show this help and exit'
complete -c phonenum -n '__phonenum_is check' -F
complete -c phonenum -n '__phonenum_is bench' -l framing -x -a 'varint be16 be32 le32 grpc' -d 'the length before each record'
complete -c phonenum -n '__phonenum_is bench' -l json -d 'write one JSON object instead of a table'
complete -c phonenum -n '__phonenum_is bench' -s h -l help -d 'show this help and exit'
complete -c phonenum -n '__phonenum_is bench' -F
complete -c phonenum -n '__phonenum_is store import' -l keep-going -d 'skip records with errors and continue with the next'
complete -c phonenum -n '__phonenum_is store import' -l all-errors -d 'show all errors'
complete -c phonenum -n '__phonenum_is store import' -s h -l help -d 'show this help and exit'
complete -c phonenum -n '__phonenum_is store import' -F
complete -c phonenum -n '__phonenum_is store export' -l where -x -d 'write only records for which this expression is true'
complete -c phonenum -n '__phonenum_is store export' -l redact -d 'write "[REDACTED]" instead of each backup code'
complete -c phonenum -n '__phonenum_is store export' -l keep-going -d 'skip records with errors and continue with the next'
complete -c phonenum -n '__phonenum_is store export' -l all-errors -d 'show all errors'
complete -c phonenum -n '__phonenum_is store export' -l json -d 'write lines of JSON, in the form of the service API'
complete -c phonenum -n '__phonenum_is store export' -s o -l output -rF -d 'write to FILE, which appears when all of it is there'
complete -c phonenum -n '__phonenum_is store export' -l force -d 'write bytes to a terminal'
complete -c phonenum -n '__phonenum_is store export' -s h -l help -d 'show this help and exit'
complete -c phonenum -n '__phonenum_is store export' -F
complete -c phonenum -n '__phonenum_is store check' -l all-errors -d 'show all errors'
complete -c phonenum -n '__phonenum_is store check' -s h -l help -d 'show this help and exit'
complete -c phonenum -n '__phonenum_is store check' -F
