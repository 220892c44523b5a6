# Objects that are no phone numbers are kept as any object, but a note says so, and how to get at the phone numbers.
number='{"id":"idn_1","object":"phone_number","phone_number":"+15555550100"}'
user="{\"id\":\"u\",\"object\":\"user\",\"phone_numbers\":[$number,$number]}"

# notes: encodes `in`, and then what the jq line of the note takes out.
notes() {
    local filter
    run encode in | grep -a '^err\|^status'
    filter=$("$PHONENUM" encode in 2>&1 >/dev/null | sed -n "s/.*use: jq -c '\(.*\)' FILE.*/\1/p" | sed 1q)
    if [[ $filter ]] && command -v jq >/dev/null; then
        jq -c "$filter" in | "$PHONENUM" encode 2>&1 >/dev/null | sed '/the input is empty/d' || true
    fi
    echo
}

for text in "{\"data\":$number,\"object\":\"event\",\"type\":\"x\"}" \
    "{\"data\":$user,\"object\":\"event\",\"type\":\"user.created\"}" \
    "$user" "[$user,$user]" "[{\"object\":\"user\",\"phone_numbers\":[]}]" \
    "{\"data\":[$number,$number],\"total_count\":2}" "{\"data\":[$user],\"total_count\":1}" \
    "{\"phone_numbers\":[$number]}" "{\"response\":$number,\"client\":null}" "{\"response\":$user}" \
    "[{\"object\":\"event\",\"data\":$number},{\"object\":\"x\",\"data\":[$number]},$number]" \
    "{\"a\":{\"b\":{\"c\":[{\"phone_number\":\"+15555550100\"}]}},\"object\":\"export\"}" \
    '{"object":"session","id":"s"}' '{"data":[]}' "{\"object\":\"event\",\"data\":$number}$user{}$number"; do
    json "$text"
    notes
done

say 'these are phone numbers, or nobody knows'
for text in "$number" '{"phone_number":"1","data":{"a":1}}' '{"object":5}' '{"data":1}' \
    '{"id":"a","x":{"object":"y"}}'; do
    json "$text"
    notes
done

say 'names that jq would not read so, and those of backup codes, are not followed'
json '{"object":"x","a b":{"object":"phone_number"},"backup_codes":{"SECRET":{"object":"phone_number"}}}'
notes
json '{"object":"x","a":{"backupCodes":{"SECRET":{"object":"phone_number"}}}}'
notes
json "{\"object\":\"x\",\"$(printf 'y%.0s' {1..200})\":{\"object\":\"phone_number\"}}"
notes

say 'what the object says controls no terminal'
json '{"object":"\\u001b[31m\xc2\x9b"}'
notes

say 'refused with --strict and in the other dialect'
json "{\"data\":$number,\"object\":\"event\"}"
run encode --strict in
run encode --dialect=proto in
