// Operations on columns.
#include <cmath>

#include "interchange/graph/builder.h"
#include "interchange/onnx/operations.h"

namespace keepfit::interchange::onnx {

namespace {

Name column(Nodes& nodes, const Name& x, size_t j, size_t width) {
  if (width == 1) return x;
  return nodes.op("Gather", {x, nodes.whole({static_cast<int64_t>(j)})}, {{"axis", int64_t{1}}});
}

Name side_by_side(Nodes& nodes, const std::vector<Name>& parts) {
  return parts.size() == 1 ? parts[0] : nodes.op("Concat", parts, {{"axis", int64_t{1}}});
}

/// Texts have no missing value here: an empty one stands for it.
Name no_text(Nodes& nodes) { return nodes.constant(Tensor::of_texts({""})); }

void refuse_empty_text(const graph::Categories& categories, const graph::Node& node) {
  if (!categories.is_text) return;
  for (const std::string& text : categories.texts)
    if (text.empty())
      graph::refuse(
          node.step,
          "The empty text is one of the categories. ONNX has no missing text, and the empty one stands for it there.",
          "Give these cells a text, then fit again.");
}

/// A number for every category; T is double or int64_t.
template <class T>
Name looked_up(Nodes& nodes, const Name& x, const graph::Categories& categories, const std::vector<T>& values,
               T missing, T unknown) {
  const auto tensor = [](std::vector<T> v) {
    if constexpr (std::is_same_v<T, double>) return Tensor::doubles(v);
    else return Tensor::integers(v);
  };
  std::vector<T> of_keys = values;
  Tensor keys;
  if (categories.is_text) {
    std::vector<std::string> texts = categories.texts;
    texts.push_back("");
    of_keys.push_back(missing);
    keys = Tensor::of_texts(std::move(texts));
  } else {
    // A missing number is told apart below, since NaN is no key for every reader. There is always a key.
    std::vector<double> numbers = categories.numbers;
    if (numbers.empty()) {
      numbers.push_back(0);
      of_keys.push_back(unknown);
    }
    keys = Tensor::doubles(numbers);
  }
  const Name found =
      nodes.op("LabelEncoder", {x},
               {{"keys_tensor", keys}, {"values_tensor", tensor(of_keys)}, {"default_tensor", tensor({unknown})}}, kMl);
  const bool same = missing == unknown || (missing != missing && unknown != unknown);
  if (categories.is_text || same) return found;
  return nodes.op("Where", {nodes.op("IsNaN", {x}), nodes.constant(tensor({missing})), found});
}

}  // namespace

Name print(Printing&, const graph::Input& what, const From&, const graph::Node&) { return what.name; }

Name print(Printing& to, const graph::Constant& what, const From& from, const graph::Node&) {
  Nodes& nodes = to.nodes;
  const Name shape = nodes.op("Concat", {rows_of(nodes, from[0]), nodes.whole({1})}, {{"axis", int64_t{0}}});
  return nodes.op("Expand", {nodes.row(what.row), shape});
}

Name print(Printing& to, const graph::Select& what, const From& from, const graph::Node&) {
  const std::vector<int64_t> columns(what.columns.begin(), what.columns.end());
  return to.nodes.op("Gather", {from[0], to.nodes.whole(columns)}, {{"axis", int64_t{1}}});
}

Name print(Printing& to, const graph::Concat&, const From& from, const graph::Node&) {
  return side_by_side(to.nodes, from);
}

Name print(Printing& to, const graph::PerColumn& what, const From& from, const graph::Node&) {
  const char* names[] = {"Add", "Sub", "Mul", "Div"};
  return to.nodes.op(names[static_cast<size_t>(what.how)], {from[0], to.nodes.row(what.by)});
}

Name print(Printing& to, const graph::Clip& what, const From& from, const graph::Node&) {
  Nodes& nodes = to.nodes;
  const Name low = nodes.number(what.low), high = nodes.number(what.high);
  const Name below = nodes.op("Where", {nodes.op("Less", {from[0], low}), low, from[0]});
  return nodes.op("Where", {nodes.op("Greater", {below, high}), high, below});
}

Name print(Printing& to, const graph::Impute& what, const From& from, const graph::Node&) {
  return to.nodes.op("Where", {to.nodes.op("IsNaN", {from[0]}), to.nodes.row(what.by), from[0]});
}

Name print(Printing& to, const graph::ImputeText& what, const From& from, const graph::Node&) {
  Nodes& nodes = to.nodes;
  return nodes.op("Where",
                  {nodes.op("Equal", {from[0], no_text(nodes)}), nodes.constant(Tensor::of_texts({what.by})), from[0]});
}

Name print(Printing& to, const graph::IsMissing& what, const From& from, const graph::Node&) {
  Nodes& nodes = to.nodes;
  return as_double(nodes, what.of_text ? nodes.op("Equal", {from[0], no_text(nodes)}) : nodes.op("IsNaN", {from[0]}));
}

Name print(Printing& to, const graph::Above& what, const From& from, const graph::Node&) {
  return as_double(to.nodes, to.nodes.op("Greater", {from[0], to.nodes.number(what.threshold)}));
}

Name print(Printing& to, const graph::OneHot& what, const From& from, const graph::Node& node) {
  refuse_empty_text(what.categories, node);
  const std::vector<int64_t> places(what.place.begin(), what.place.end());
  const Name code = looked_up<int64_t>(to.nodes, from[0], what.categories, places, what.missing, what.unknown);
  std::vector<int64_t> columns;
  for (uint32_t j = 0; j < what.width; ++j) columns.push_back(j);
  const Name all = to.nodes.constant(Tensor::integers(columns, {1, static_cast<int64_t>(what.width)}));
  return as_double(to.nodes, to.nodes.op("Equal", {code, all}));
}

Name print(Printing& to, const graph::Encode& what, const From& from, const graph::Node& node) {
  refuse_empty_text(what.categories, node);
  return looked_up<double>(to.nodes, from[0], what.categories, what.value, what.missing, what.unknown);
}

Name print(Printing& to, const graph::Bins& what, const From& from, const graph::Node& node) {
  Nodes& nodes = to.nodes;
  std::vector<Name> parts;
  for (size_t j = 0; j < what.edges.size(); ++j) {
    if (what.edges[j].empty()) {
      parts.push_back(filled(nodes, from[0], 1, 0.0));
      continue;
    }
    const Name reached = nodes.op("LessOrEqual", {nodes.row(what.edges[j]), column(nodes, from[0], j, node.width)});
    parts.push_back(nodes.op("ReduceSum", {as_double(nodes, reached), nodes.whole({1})}, {{"keepdims", int64_t{1}}}));
  }
  return side_by_side(nodes, parts);
}

Name print(Printing& to, const graph::Polynomial& what, const From& from, const graph::Node&) {
  Nodes& nodes = to.nodes;
  size_t deepest = 1;
  for (const auto& factors : what.factors) deepest = std::max(deepest, factors.size());
  // A column of ones stands for a factor that is not there.
  const Name one = filled(nodes, from[0], 1, 1.0);
  const Name x = nodes.op("Concat", {one, from[0]}, {{"axis", int64_t{1}}});
  Name product;
  for (size_t d = 0; d < deepest; ++d) {
    std::vector<int64_t> at;
    for (const auto& factors : what.factors) at.push_back(d < factors.size() ? factors[d] + 1 : 0);
    const Name factor = nodes.op("Gather", {x, nodes.whole(at)}, {{"axis", int64_t{1}}});
    product = d == 0 ? factor : nodes.op("Mul", {product, factor});
  }
  return product;
}

Name print(Printing& to, const graph::RowNorm& what, const From& from, const graph::Node& node) {
  Nodes& nodes = to.nodes;
  Name length;
  if (what.norm == graph::Norm::kL2) {
    length = nodes.op("Sqrt", {row_squares(nodes, to.profile, from[0], node.width)});
  } else {
    const Name sizes = nodes.op("Abs", {from[0]});
    length = what.norm == graph::Norm::kL1
                 ? row_sum(nodes, to.profile, sizes, node.width)
                 : nodes.op("ReduceMax", {sizes, nodes.whole({1})}, {{"keepdims", int64_t{1}}});
  }
  // A norm that is 0 up to rounding does not divide.
  const Name nothing = nodes.op("Less", {length, nodes.number(10 * 0x1p-52)});
  return nodes.op("Div", {from[0], nodes.op("Where", {nothing, nodes.number(1.0), length})});
}

Name log1p(Nodes& nodes, const Name& x) {
  const Name one = nodes.number(1.0);
  const Name u = nodes.op("Add", {x, one}), back = nodes.op("Sub", {u, one});
  const Name there = nodes.op("Mul", {nodes.op("Log", {u}), nodes.op("Div", {x, back})});
  const Name near = nodes.op("Where", {nodes.op("Equal", {back, nodes.number(0.0)}), x, there});
  return nodes.op("Where", {nodes.op("IsInf", {u}, {{"detect_negative", int64_t{0}}}), u, near});
}

Name expm1(Nodes& nodes, const Name& x) {
  const Name one = nodes.number(1.0);
  const Name u = nodes.op("Exp", {x}), less = nodes.op("Sub", {u, one});
  Name out = nodes.op("Mul", {less, nodes.op("Div", {x, nodes.op("Log", {u})})});
  out = nodes.op("Where", {nodes.op("Equal", {less, nodes.number(-1.0)}), less, out});
  out = nodes.op("Where", {nodes.op("Equal", {u, one}), x, out});
  return nodes.op("Where", {nodes.op("IsInf", {u}), u, out});
}

Name print(Printing& to, const graph::Function& what, const From& from, const graph::Node& node) {
  Nodes& nodes = to.nodes;
  const Name& x = from[0];
  const auto is = [&](const char* name) { return what.name == name; };
  if (is("log1p")) return log1p(nodes, x);
  if (is("expm1")) return expm1(nodes, x);
  if (is("square")) return nodes.op("Mul", {x, x});
  if (is("reciprocal")) return nodes.op("Div", {nodes.number(1.0), x});
  if (is("sign")) return nodes.op("Where", {nodes.op("IsNaN", {x}), x, nodes.op("Sign", {x})});
  constexpr const char* kSame[][2] = {{"abs", "Abs"},      {"ceil", "Ceil"}, {"exp", "Exp"},
                                      {"floor", "Floor"},  {"log", "Log"},   {"rint", "Round"},
                                      {"negative", "Neg"}, {"sqrt", "Sqrt"}, {"tanh", "Tanh"}};
  for (const auto& [name, operation] : kSame)
    if (what.name == name) return nodes.op(operation, {x});
  graph::refuse(node.step, "There is no function of that name in an export.");
}

}  // namespace keepfit::interchange::onnx
