// Text that comes from files and tables and is to be shown to people.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace keepfit {

bool is_utf8(std::string_view text);

/// At most `most` bytes of a text, cut between characters and then ended with "..."; what is no UTF-8 becomes U+FFFD.
std::string shown(std::string_view text, size_t most = 80);

/// "1 row", "2 rows"; `many` where an s alone does not make it.
std::string counted(int64_t n, const std::string& one, const std::string& many = "");

/// "is 1 row", "are 2 rows".
std::string are_counted(int64_t n, const std::string& one, const std::string& many = "");

/// "a Ridge", "an ElasticNet", "an SGDClassifier".
std::string with_article(const std::string& noun);

/// "U+0041 U+030A": the code points of a text, at most 40 of them.
std::string code_points(std::string_view text);

/// What a text looks like: letters without their marks, letters of other alphabets that look like Latin ones as these,
/// every space alike, nothing for what cannot be seen. Two texts that look the same to a person mostly have the same.
std::string looks_of(std::string_view text);

}  // namespace keepfit
