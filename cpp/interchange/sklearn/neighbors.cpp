// Nearest neighbours: the training rows, and the order in which a search tree keeps them.
#include "interchange/sklearn/special.h"

namespace keepfit::interchange {

using pickle::Item;
using pickle::Kind;

namespace {

Value rows(Taking& taking, const State& state) { return taking.float64_array(state.at("_fit_X"), state.where(), 2); }

Value codes(Taking& taking, const State& state) {
  const NumpyArray y = state.array("_y");
  if (y.shape().size() != 1)
    refuse_taking(state.where(), "The neighbours predict several targets at once; Keepfit's predict one.");
  return taking.int32_array(wholes_of(state.at("_y"), state.where()), state.where());
}

Value targets(Taking& taking, const State& state) { return taking.float64_array(state.at("_y"), state.where(), 1); }

bool has_tree(const State& state) {
  const Item* method = state.find("_fit_method");
  return method && (is_text(*method, "kd_tree") || is_text(*method, "ball_tree"));
}

/// Of equally near rows that one counts which the search met first: the tree's own order decides.
Value tree_rows(Taking& taking, const State& state) {
  if (!has_tree(state)) return taking.int32_array({}, state.where());
  const Item& tree = state.at("_tree");
  if (!is_object(tree) || tree.parts.size() < 3 || tree.parts[2]->kind != Kind::kTuple ||
      tree.parts[2]->parts.size() < 2)
    refuse_source(state.where(), "The search tree of the neighbours has no order of rows.");
  const Item* leaf = state.find("leaf_size");
  if (leaf && whole_of(*leaf, state.where()) != 30)
    taking.note("The neighbours were searched in a tree with leaf_size=" + printed(*leaf, 20) +
                "; Keepfit's has 30, so of equally near rows others may count.");
  return taking.int32_array(wholes_of(*tree.parts[2]->parts[1], state.where()), state.where());
}

void refuse_other_distances(Taking&, const State& state) {
  if (const Item* given = state.given("metric_params"); given && !given->parts.empty())
    refuse_taking(state.where(), "The neighbours are searched with metric_params, which Keepfit has not.");
  const Item* several = state.find("outputs_2d_");
  if (several && several->integer != 0 && state.class_name() == "KNeighborsClassifier")
    refuse_taking(state.where(), "The neighbours were fitted to a table of targets; Keepfit's predict one.");
}

}  // namespace

const Specials& specials_of_neighbors() {
  constexpr std::string_view kBoth = "KNeighborsClassifier KNeighborsRegressor";
  static const Specials all{
      .attributes = {{kBoth, "fit_X_", rows},
                     {"KNeighborsClassifier", "fit_y_", codes},
                     {"KNeighborsRegressor", "fit_y_", targets},
                     {kBoth, "fit_method_",
                      [](Taking&, const State& s) -> Value { return text_of(s.at("_fit_method"), s.where()); }},
                     {kBoth, "tree_rows_", tree_rows}},
      .refusals = {{kBoth, refuse_other_distances}},
  };
  return all;
}

}  // namespace keepfit::interchange
