// Texts that a person takes for the same and a program does not.
#pragma once

#include <string>
#include <string_view>

namespace keepfit {

/// What texts that look like this one share; others may share it, too.
std::string outline_of(std::string_view text);

/// Whether two texts look the same: letters in another Unicode form (composed or not, compatible ones), look-alike
/// letters of other alphabets, other kinds of spaces, dashes and quotes, characters that cannot be seen. A letter with
/// another mark is another letter.
bool look_alike(std::string_view a, std::string_view b);

}  // namespace keepfit
