#include "tables/to_table.h"

#include <utility>
#include <vector>

#include "core/errors.h"
#include "core/table.h"

namespace keepfit::tables {

namespace {

Column column_of(TableReader& reader, const Place& place) {
  TableReader::Held held = reader.values(place);
  if (!held.is_text) {
    const std::vector<double>& values = held.given ? *held.given : held.numbers;
    return Column::of_numbers(Eigen::Map<const Vector>(values.data(), static_cast<Index>(values.size())));
  }
  TextColumn text;
  text.codes = std::move(held.codes);
  text.categories.assign(held.categories.begin(), held.categories.end());
  return Column::of_text(std::move(text));
}

}  // namespace

Table to_table(TableReader& reader, const std::string& target) {
  std::vector<Column> columns;
  std::vector<std::string> names;
  for (const Place& place : reader.places()) {
    if (place.name == target || !(place.part == Part::kNone ? reader.column(place.column).use : place.use)) continue;
    columns.push_back(column_of(reader, place));
    names.push_back(place.name);
  }
  return Table::from_columns(std::move(columns), std::move(names), static_cast<Index>(reader.rows()));
}

Column to_column(TableReader& reader, const std::string& name) {
  for (const Place& place : reader.places()) {
    if (place.name == name) return column_of(reader, place);
  }
  throw Error("no_column", "column '" + name + "'", "The table has no column '" + name + "'.",
              "Names are those of the reading.");
}

}  // namespace keepfit::tables
