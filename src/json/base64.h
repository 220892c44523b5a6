/*
 * Base64 by RFC 4648, section 4: with padding, and without line ends.
 */
#ifndef PHONENUM_SRC_JSON_BASE64_H
#define PHONENUM_SRC_JSON_BASE64_H

#include "json/output.h"

/* Writes bytes as a string in quotes. */
void phonenum_json_put_base64(struct json_output *out, phonenum_bytes bytes);

/* Reads base64; *size is the number of bytes. False if it is malformed. REQUIRES: room for 3 bytes for each 4 of the text. */
bool phonenum_json_read_base64(phonenum_str text, uint8_t *bytes, size_t *size);

#endif
