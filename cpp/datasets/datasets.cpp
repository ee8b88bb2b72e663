#include "datasets/datasets.h"

#include <algorithm>
#include <string>

#include "core/errors.h"
#include "core/random.h"
#include "datasets/generator.h"

namespace keepfit::datasets {

namespace {

/// Numbers that one call may make.
constexpr double kMost = 2e8;

Arguments read(const Generator& generator, const Value::Map& given) {
  Arguments out{generator, {}};
  for (const Param& p : generator.params) out.values.push_back(p.fallback);
  for (const auto& [name, value] : given) {
    const auto found = std::find_if(generator.params.begin(), generator.params.end(),
                                    [&key = name](const Param& p) { return key == p.name; });
    if (found == generator.params.end()) {
      std::string known;
      for (const Param& p : generator.params) known += (known.empty() ? "" : ", ") + std::string(p.name);
      throw Error("unknown_parameter", generator.name,
                  std::string(generator.name) + " has no parameter '" + shown(name) + "'.",
                  "Its parameters are " + known + ".");
    }
    Value taken = value.detached();
    if (!found->take(taken))
      throw Error("bad_parameter", generator.name,
                  std::string(found->name) + " of " + generator.name + " must be " + text_of(found->allowed) +
                      ". Got " + value.repr() + ".");
    out.values[static_cast<size_t>(found - generator.params.begin())] = std::move(taken);
  }
  const auto extent = [&](const char* name, double otherwise) {
    const auto at = std::find_if(generator.params.begin(), generator.params.end(),
                                 [name](const Param& p) { return std::string_view(name) == p.name; });
    return at == generator.params.end() ? otherwise : out.number(name);
  };
  if (extent("n_samples", 0) * extent("n_features", 2) > kMost)
    throw Error("too_large", generator.name, std::string(generator.name) + " would make more than 200 million numbers.",
                "Ask for fewer rows or columns.");
  return out;
}

}  // namespace

const Value& Arguments::operator[](std::string_view name) const {
  for (size_t i = 0; i < values.size(); ++i) {
    if (name == generator.params[i].name) return values[i];
  }
  throw Error("internal", generator.name, "There is no parameter '" + std::string(name) + "'.");
}

void refuse(const Generator& generator, const std::string& message, const std::string& hint) {
  throw Error("bad_parameter", generator.name, message, hint);
}

Dataset make(std::string_view name, const Value::Map& params) {
  const auto& all = generators();
  const auto found = std::find_if(all.begin(), all.end(), [name](const Generator& g) { return name == g.name; });
  if (found == all.end()) {
    std::string known;
    for (const Generator& g : all) known += (known.empty() ? "" : ", ") + std::string(g.name);
    throw Error("unknown_dataset", shown(name), "There are no data named '" + shown(name) + "' to be made.",
                "Those known are " + known + ".");
  }
  const Arguments arguments = read(*found, params);
  RandomState random = random_state_of(arguments["random_state"]);
  Dataset out = found->draw(arguments, random);
  std::vector<std::string> names;
  for (Index j = 0; j < out.X.columns(); ++j) names.push_back("x" + std::to_string(j));
  out.X.set_names(std::move(names));
  return out;
}

Value generators_schema() {
  Value::List out;
  for (const Generator& g : generators()) {
    Value::List params;
    for (const Param& p : g.params) params.push_back(p.schema());
    out.push_back(Value::Map{{"name", g.name}, {"doc", g.doc}, {"kind", g.kind}, {"params", std::move(params)}});
  }
  return out;
}

}  // namespace keepfit::datasets
