/*
 * Texts that are not UTF-8.
 */
#include "texts.h"

const bad_text bad_texts[26] = {
    {"a lone continuation", "\x80", 1},
    {"the last lone continuation", "\xbf", 1},
    {"NUL in two bytes", "\xc0\x80", 2},
    {"slash in two bytes", "\xc0\xaf", 2},
    {"U+007F in two bytes", "\xc1\xbf", 2},
    {"NUL in three bytes", "\xe0\x80\x80", 3},
    {"U+07FF in three bytes", "\xe0\x9f\xbf", 3},
    {"NUL in four bytes", "\xf0\x80\x80\x80", 4},
    {"U+FFFF in four bytes", "\xf0\x8f\xbf\xbf", 4},
    {"U+D800, the first surrogate", "\xed\xa0\x80", 3},
    {"U+DFFF, the last surrogate", "\xed\xbf\xbf", 3},
    {"U+110000, past the last", "\xf4\x90\x80\x80", 4},
    {"a lead byte past the last", "\xf5\x80\x80\x80", 4},
    {"a lead byte of five", "\xf8\x88\x80\x80\x80", 5},
    {"0xfe", "\xfe", 1},
    {"0xff", "\xff", 1},
    {"two bytes cut", "\xc3", 1},
    {"three bytes cut at one", "\xe2", 1},
    {"three bytes cut at two", "\xe2\x82", 2},
    {"four bytes cut at one", "\xf0", 1},
    {"four bytes cut at two", "\xf0\x9f", 2},
    {"four bytes cut at three", "\xf0\x9f\x98", 3},
    {"two bytes broken by ASCII", "\xc3(", 2},
    {"three bytes broken by ASCII", "\xe2\x82(", 3},
    {"three bytes broken by a lead", "\xe2\xe2\x82\xac", 4},
    {"four bytes broken by ASCII", "\xf0\x9f\x98(", 4},
};
