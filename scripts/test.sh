#!/bin/bash
# Installs what is needed, builds everything with AddressSanitizer and UndefinedBehaviorSanitizer, and runs all tests.
#
# usage: test.sh [CTEST_OPTION...]
set -euo pipefail
cd "$(dirname "$0")/.."

scripts/install-deps.sh build test bench
cmake --preset asan -DPHONENUM_WERROR=ON -DPHONENUM_BENCH=ON
cmake --build --preset asan
# A crash ends a test at once, and a leak fails it.
export ASAN_OPTIONS=abort_on_error=1:detect_leaks=1:detect_stack_use_after_return=1:strict_string_checks=1
export UBSAN_OPTIONS=print_stacktrace=1
ctest --preset asan --parallel "$(nproc)" "$@"
