/*
 * RapidJSON, behind a C interface.
 */
#include "rapidjson.h"

#include <cstring>
#include <rapidjson/document.h>
#include <rapidjson/error/en.h>

int rapidjson_takes(const char *text, size_t size)
{
    constexpr unsigned flags = rapidjson::kParseValidateEncodingFlag | rapidjson::kParseIterativeFlag;
    rapidjson::Document document;
    document.Parse<flags>(text, size);
    if (document.GetParseError() == rapidjson::kParseErrorNumberTooBig)
        return RAPIDJSON_CAN_NOT_TELL;
    return !document.HasParseError() && document.IsObject();
}
