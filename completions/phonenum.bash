# shellcheck shell=bash
# Completion of phonenum for bash,
# of what `phonenum --help` lists. Made by completions/make.py: change that, not this file.

# Completes one of the words.
_phonenum_words() {
    mapfile -t COMPREPLY < <(compgen -W "$*" -- "$current")
}

# Leaves paths to readline, which knows how to quote them.
_phonenum_paths() {
    compopt -o default
}

# Completes the value of the option before the cursor. Fails if there is none that has one.
_phonenum_value() {
    case "$command $option" in
    'encode --framing' | 'decode --framing' | 'validate --framing' | 'inspect --framing' | 'check --framing' | 'bench --framing') _phonenum_words varint be16 be32 le32 grpc ;;
    'encode --lines' | 'decode --lines' | 'validate --lines' | 'inspect --lines') _phonenum_words hex base64 ;;
    'encode --dialect' | 'decode --dialect') _phonenum_words api proto ;;
    'encode -o' | 'encode --output' | 'decode -o' | 'decode --output' | 'validate -o' | 'validate --output' | 'inspect -o' | 'inspect --output' | 'generate -o' | 'generate --output' | 'check --repair' | 'store export -o' | 'store export --output') _phonenum_paths ;;
    'encode -T' | 'encode --threads' | 'decode --record' | 'decode -T' | 'decode --threads' | 'validate -T' | 'validate --threads' | 'generate --seed' | 'store export --where') : ;;
    *) return 1 ;;
    esac
}

_phonenum_option() {
    case $command in
    'encode') _phonenum_words --raw --framing --lines --zstd --dialect --strict --ignore-unknown --keep-unknown --keep-going --all-errors -o --output --force -T --threads -h --help ;;
    'decode') _phonenum_words --raw --framing --lines --record --dialect --redact --pretty --strict --keep-unknown --keep-going --all-errors -o --output -T --threads -h --help ;;
    'validate') _phonenum_words --raw --framing --lines --closed --all-errors -o --output -T --threads -h --help ;;
    'inspect') _phonenum_words --raw --framing --lines --all-errors -o --output --show-secrets -h --help ;;
    'generate') _phonenum_words --seed --zstd --json -o --output --force -h --help ;;
    'check') _phonenum_words --framing --all-errors --repair -h --help ;;
    'bench') _phonenum_words --framing --json -h --help ;;
    'store import') _phonenum_words --keep-going --all-errors -h --help ;;
    'store export') _phonenum_words --where --redact --keep-going --all-errors --json -o --output --force -h --help ;;
    'store check') _phonenum_words --all-errors -h --help ;;
    esac
}

_phonenum_operand() {
    case $command in
    'encode' | 'decode' | 'validate' | 'inspect' | 'check' | 'bench' | 'store import' | 'store export' | 'store check') _phonenum_paths ;;
    esac
}

_phonenum() {
    local current=${COMP_WORDS[COMP_CWORD]} option=${COMP_WORDS[COMP_CWORD - 1]} at=1 command
    COMPREPLY=()
    # --option=value is three words for bash.
    if [[ $current == = ]]; then
        current=
    elif [[ $option == = ]]; then
        option=${COMP_WORDS[COMP_CWORD - 2]}
    fi
    if [[ $COMP_CWORD != 1 && ${COMP_WORDS[1]} == help ]]; then
        at=2
    fi
    command=${COMP_WORDS[at]}
    if ((COMP_CWORD == 1)) && [[ $current == -* ]]; then
        _phonenum_words -h --help -V --version
        return
    elif ((COMP_CWORD == at)); then
        _phonenum_words encode decode validate inspect generate check bench store help
        return
    fi
    case $command in
    store)
        if ((COMP_CWORD == at + 1)); then
            _phonenum_words import export check
            return
        fi
        command+=" ${COMP_WORDS[at + 1]}"
        ;;
    esac
    # Behind `--` stand operands only.
    if [[ " ${COMP_WORDS[*]:1:COMP_CWORD - 1} " == *' -- '* ]]; then
        _phonenum_operand
    elif ((at == 1)) && ! _phonenum_value; then
        if [[ $current == -* ]]; then _phonenum_option; else _phonenum_operand; fi
    fi
}

complete -F _phonenum phonenum
