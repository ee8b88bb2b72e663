// Data drawn from a seed.
#include "datasets/datasets.h"

#include "border/list.h"
#include "core/wire.h"

namespace keepfit::border {

/// {name, params: {name: value}} -> {X, y}
Value make_dataset(const Value& request, const Context&) {
  datasets::Dataset made = datasets::make(request.at("name").text("name"), request.at("params").map("params"));
  std::vector<std::string> names = made.X.names();
  return Value::Map{{"X", wire::write_table(std::move(made.X), std::move(names))},
                    {"y", wire::write_column(std::move(made.y))}};
}

}  // namespace keepfit::border
