// The little of XML 1.0 that writing takes. Names and categories come from people's tables and may hold anything.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

namespace keepfit::interchange::pmml {

/// Whether XML 1.0 has every character of a UTF-8 text: it has no control characters but tab and the two line ends.
bool has_xml(std::string_view text);

/// As it stands in an attribute or between tags; what a reader would turn into a blank is written as a number.
std::string escaped(std::string_view text);

/// The shortest text that reads back to the same double.
std::string number(double value);

using Attributes = std::initializer_list<std::pair<const char*, std::string>>;
/// <name a="1">; attributes whose value is empty are left out.
std::string open(const char* name, Attributes attributes = {});
std::string close(const char* name);
/// With `inside`, which is XML already; <name/> where it is empty.
std::string element(const char* name, Attributes attributes, std::string_view inside = {});

}  // namespace keepfit::interchange::pmml
