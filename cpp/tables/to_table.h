// What was read as the engine's own table: for programs in C++.
#pragma once

#include <string>

#include "core/table.h"
#include "tables/reader.h"

namespace keepfit::tables {

/// The columns in use, in the order of the file, without the one named `target`.
Table to_table(TableReader& reader, const std::string& target = "");
/// One column by its name; throws Error "no_column" where there is none.
Column to_column(TableReader& reader, const std::string& name);

}  // namespace keepfit::tables
