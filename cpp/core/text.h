// Text that comes from files and tables and is to be shown to people.
#pragma once

#include <string>
#include <string_view>

namespace keepfit {

bool is_utf8(std::string_view text);

/// At most `most` bytes of a text, cut between characters and then ended with "..."; what is no UTF-8 becomes U+FFFD.
std::string shown(std::string_view text, size_t most = 80);

}  // namespace keepfit
