// Texts as protocol 0 writes them: in lines of ASCII, with escapes. A name may hide in them from who only looks at the
// bytes.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace keepfit::pickle {

void put_utf8(std::string& out, uint32_t point);

/// UNICODE: \uXXXX and \UXXXXXXXX stand for characters, other bytes for those of Latin-1. Gives UTF-8.
std::string unescaped_unicode(std::string_view line);

/// STRING: in quotation marks, with the escapes of Python's bytes. False where it is not.
bool unescaped_string(std::string_view line, std::string& out);

}  // namespace keepfit::pickle
