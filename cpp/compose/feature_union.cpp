#include "compose/feature_union.h"

#include <set>

#include "core/audit.h"
#include "core/registry.h"
#include "core/steps.h"
#include "core/table.h"

namespace keepfit {

KEEPFIT_REGISTER(FeatureUnion)

namespace {

Listed<Example> examples() {
  return {{"transformer_list",
           {Value::List{example_step("fill", example_recipe("SimpleImputer")),
                        example_step("missing", example_recipe("MissingIndicator"))}},
           {},
           true}};
}

}  // namespace

KEEPFIT_SMALL const Declaration& FeatureUnion::declared() {
  static const Declaration d{
      .name = "FeatureUnion",
      .module = "pipeline",
      .doc = "Sends all columns through several transformers and puts the results side by side.",
      .kind = Kind::kTransformer,
      .exactness = {Exactness::kParts},
      .traits = {.accepts_text = true, .accepts_missing = true, .accepts_infinite = true},
      .params = {{"transformer_list",
                  Value::List{},
                  {constraint::steps(Constraint::Role::kBeside, "transformer")},
                  "The transformers in the order of their results: [name, transformer]."},
                 {"transformer_weights",
                  Value(),
                  {constraint::none(), constraint::mapping()},
                  "What each transformer's results are multiplied by, by its name; 1 where left out."},
                 {"verbose_feature_names_out",
                  true,
                  {constraint::boolean()},
                  "Put the transformer's name before the names of its columns."}},
      .fitted = {},
      .examples = &examples,
      .unsupported = {"n_jobs", "verbose"},
      .create = &create<FeatureUnion>};
  return d;
}

std::vector<FeatureUnion::Part> FeatureUnion::parts() const {
  std::vector<Part> out;
  for (const Value& item : param("transformer_list").list()) {
    const auto* estimator = item.list()[1].get_if<std::shared_ptr<Estimator>>();
    out.push_back({item.list()[0].text(), estimator ? estimator->get() : nullptr});
  }
  return out;
}

Traits FeatureUnion::traits() const {
  std::vector<const Estimator*> all;
  for (const Part& part : parts()) all.push_back(part.estimator);
  return joined(declared().traits, all, Made::kSideBySide);
}

void FeatureUnion::check_parts() const {
  std::vector<std::string> names;
  for (const Part& part : parts()) {
    names.push_back(part.name);
    if (part.estimator && !part.estimator->can_transform()) {
      throw Error("bad_parameter", "step '" + part.name + "'",
                  "Every part of a FeatureUnion must be a transformer, but '" + part.name + "' is " +
                      with_article(part.estimator->declaration().name) + ".",
                  "Put a predictor at the end of a Pipeline instead.");
    }
  }
  check_step_names("FeatureUnion", names);
  check_part_weights("FeatureUnion", param("transformer_weights"), names);
  if (names.empty())
    throw Error("bad_parameter", "FeatureUnion", "The FeatureUnion has no transformers.", "Give it at least one.");
}

void FeatureUnion::do_fit(const Table& X, const Column* y, const Context& context) {
  check_parts();
  const auto all = parts();
  const double n = static_cast<double>(all.size());
  for (size_t i = 0; i < all.size(); ++i) {
    if (all[i].estimator) in_step(all[i].name, [&] { all[i].estimator->fit(X, y, context.part(i / n, (i + 1) / n)); });
  }
  do_feature_names_out(input_names());  // clashing names are an error of the recipe: say so now
}

Table FeatureUnion::do_fit_transform(const Table& X, const Column* y, const Context& context) {
  check_parts();
  const auto all = parts();
  std::vector<Table> results;
  const double n = static_cast<double>(all.size());
  for (size_t i = 0; i < all.size(); ++i) {
    Table made = X;
    if (all[i].estimator)
      made =
          in_step(all[i].name, [&] { return all[i].estimator->fit_transform(X, y, context.part(i / n, (i + 1) / n)); });
    made.set_names({});
    results.push_back(weighted(std::move(made), param("transformer_weights"), all[i].name));
  }
  do_feature_names_out(input_names());
  return Table::side_by_side(results, X.rows());
}

Table FeatureUnion::do_transform(const Table& X) const {
  std::vector<Table> results;
  for (const Part& part : parts()) {
    Table made = X;
    if (part.estimator) made = in_step(part.name, [&] { return part.estimator->transform(X); });
    made.set_names({});
    results.push_back(weighted(std::move(made), param("transformer_weights"), part.name));
  }
  return Table::side_by_side(results, X.rows());
}

std::vector<char> FeatureUnion::columns_used() const {
  std::vector<const Estimator*> users;
  for (const Part& part : parts()) users.push_back(part.estimator);
  return used_by(users);
}

Estimator::Origin FeatureUnion::origin(const Table& row, Index column, bool infinite) const {
  for (const Part& part : parts()) {
    const auto width = part.estimator ? static_cast<Index>(part.estimator->output_width(row.columns())) : row.columns();
    if (column >= width) {
      column -= width;
      continue;
    }
    Origin found;
    found.column = column;
    if (part.estimator) found = part.estimator->origin(row, column, infinite);
    if (found.made) found.where = "step '" + part.name + "'" + (found.where.empty() ? "" : " > " + found.where);
    return found;
  }
  return {};
}

int64_t FeatureUnion::output_width(int64_t in) const {
  int64_t width = 0;
  for (const Part& part : parts()) width += part.estimator ? part.estimator->output_width(in) : in;
  return width;
}

std::vector<std::string> FeatureUnion::do_feature_names_out(const std::vector<std::string>& in) const {
  const bool verbose = param("verbose_feature_names_out").boolean();
  std::vector<std::string> names;
  std::set<std::string> seen;
  for (const Part& part : parts()) {
    for (const std::string& made : part.estimator ? part.estimator->feature_names_out(in) : in) {
      names.push_back(verbose ? part.name + "__" + made : made);
      if (!verbose && !seen.insert(made).second) {
        throw Error("name_clash", "FeatureUnion", "Two output columns would be named '" + made + "'.",
                    "Set verbose_feature_names_out to true.");
      }
    }
  }
  return names;
}

void FeatureUnion::check_fitted() const {
  check_parts();
  for (const Part& part : parts()) {
    if (!part.estimator) continue;
    const std::string where = "step '" + part.name + "'";
    if (!part.estimator->fitted()) audit::refuse(where, "The step is not fitted, but the FeatureUnion is.");
    if (part.estimator->n_features_in() != n_features_in()) {
      throw Error("audit_shape", where,
                  "The step takes " + counted(part.estimator->n_features_in(), "column") + ", but gets " +
                      std::to_string(n_features_in()) + ".",
                  "Nothing was loaded.");
    }
  }
}

}  // namespace keepfit
