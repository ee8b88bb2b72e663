// How a table is written beside its delimiter: what must be undone before its cells can be told.
#pragma once

#include <string>
#include <string_view>

#include "tables/options.h"

namespace keepfit::tables {

/// Found out from the start of a text; see Style.
Style find_style(std::string_view text, const Options& options);

/// The text without it, line by line: what is no cell is left blank, so that lines keep their numbers.
std::string undone(std::string_view text, Style style);

/// The delimiter that it has then; 0 where that is to be found out.
char delimiter_of(Style style);

const char* style_name(Style style);

}  // namespace keepfit::tables
