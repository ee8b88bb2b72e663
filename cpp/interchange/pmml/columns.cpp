// Operations on columns.
#include <algorithm>
#include <cmath>
#include <limits>

#include "interchange/graph/builder.h"
#include "interchange/pmml/operations.h"
#include "interchange/pmml/xml.h"

namespace keepfit::interchange::pmml {

namespace {

Expr number_or_missing(double value) { return std::isnan(value) ? missing() : constant(value); }

/// Each column by itself.
template <class F>
Columns each(Sheet& to, const Columns& x, F f) {
  Columns out;
  for (size_t j = 0; j < x.size(); ++j) out.push_back(to.derived(f(to.ref(x[j]), j)));
  return out;
}

Expr category(const graph::Categories& categories, size_t i, const graph::Node& node) {
  if (!categories.is_text) return constant(categories.numbers[i] + 0.0);
  if (!has_xml(categories.texts[i]))
    graph::refuse(node.step, "A category holds a control character, which XML does not have.",
                  "Replace it in the data, then fit again.");
  return constant(categories.texts[i]);
}

/// Whether MapValues may hold it: cells of tables lose what surrounds a text in some readers.
bool is_plain(const graph::Categories& categories) {
  return categories.is_text && std::all_of(categories.texts.begin(), categories.texts.end(), [](const std::string& t) {
           const auto blank = [](char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; };
           return !t.empty() && !blank(t.front()) && !blank(t.back()) && has_xml(t);
         });
}

Field looked_up(Sheet& to, Field x, const graph::Categories& categories, const std::vector<double>& values,
                double missing_value, double unknown, const graph::Node& node) {
  const size_t n = categories.size();
  if (is_plain(categories) && n > 0) {
    std::string rows = "\n";
    for (size_t i = 0; i < n; ++i) {
      if (std::isnan(values[i])) graph::refuse(node.step, "A category stands for no number.");
      rows += element("row", {},
                      "\n" + element("from", {}, escaped(categories.texts[i])) + element("to", {}, number(values[i])));
    }
    const auto text = [](double v) { return std::isnan(v) ? std::string() : number(v); };
    return to.derived({element("MapValues",
                               {{"outputColumn", "to"},
                                {"dataType", "double"},
                                {"mapMissingTo", text(missing_value)},
                                {"defaultValue", text(unknown)}},
                               "\n" + element("FieldColumnPair", {{"field", to.entry(x).name}, {"column", "from"}}) +
                                   element("InlineTable", {}, rows)),
                       {x}});
  }
  const Field key = categories.is_text ? x : to.derived(to.unsigned_zero(x));
  Expr out = number_or_missing(unknown);
  for (size_t i = n; i-- > 0;) {
    out = choose(apply("equal", {to.ref(key), category(categories, i, node)}), constant(values[i]), std::move(out));
    if (i > 0 && i % 24 == 0) out = to.ref(to.derived(std::move(out)));
  }
  return to.derived(choose(apply("isMissing", {to.ref(key)}), number_or_missing(missing_value), std::move(out)));
}

/// How many of ascending edges are not above x.
Expr bin(Sheet& to, Field x, const std::vector<double>& edges) {
  std::string bins = "\n";
  const size_t n = edges.size();
  for (size_t i = 0; i <= n; ++i) {
    if (i > 0 && i < n && edges[i] == edges[i - 1]) continue;
    std::string interval = element("Interval", {{"closure", n == 0   ? "openOpen"
                                                            : i == 0 ? "openOpen"
                                                                     : "closedOpen"},
                                                {"leftMargin", i > 0 ? number(edges[i - 1] + 0.0) : ""},
                                                {"rightMargin", i < n ? number(edges[i] + 0.0) : ""}});
    bins += element("DiscretizeBin", {{"binValue", std::to_string(i)}}, "\n" + interval);
  }
  const Field key = to.derived(to.unsigned_zero(x));
  return {element("Discretize", {{"field", to.entry(key).name}, {"dataType", "double"}}, bins), {key}};
}

}  // namespace

Columns print(Sheet&, const graph::Input&, const From&, const graph::Node&) { return {}; }

Columns print(Sheet& to, const graph::Constant& what, const From&, const graph::Node&) {
  Columns out;
  for (const double v : what.row) out.push_back(to.derived(constant(v)));
  return out;
}

Columns print(Sheet&, const graph::Select& what, const From& from, const graph::Node&) {
  Columns out;
  for (const uint32_t j : what.columns) out.push_back(from[0][j]);
  return out;
}

Columns print(Sheet&, const graph::Concat&, const From& from, const graph::Node&) {
  Columns out;
  for (const Columns& part : from) out.insert(out.end(), part.begin(), part.end());
  return out;
}

Columns print(Sheet& to, const graph::PerColumn& what, const From& from, const graph::Node&) {
  const char* names[] = {"+", "-", "*", "/"};
  return each(to, from[0], [&](Expr x, size_t j) {
    return apply(names[static_cast<size_t>(what.how)], {std::move(x), constant(what.by[j])});
  });
}

Columns print(Sheet& to, const graph::Clip& what, const From& from, const graph::Node&) {
  return each(to, from[0], [&](const Expr& x, size_t) {
    return where_there(x, choose(apply("lessThan", {x, constant(what.low)}), constant(what.low),
                                 choose(apply("greaterThan", {x, constant(what.high)}), constant(what.high), x)));
  });
}

Columns print(Sheet& to, const graph::Impute& what, const From& from, const graph::Node&) {
  return each(to, from[0], [&](const Expr& x, size_t j) {
    return std::isnan(what.by[j]) ? x : choose(apply("isMissing", {x}), constant(what.by[j]), x);
  });
}

Columns print(Sheet& to, const graph::ImputeText& what, const From& from, const graph::Node& node) {
  if (!has_xml(what.by)) graph::refuse(node.step, "The text for missing values holds what XML does not have.");
  const Expr x = to.ref(from[0][0]);
  return {to.derived(choose(apply("isMissing", {x}), constant(what.by), x), "string")};
}

Columns print(Sheet& to, const graph::IsMissing&, const From& from, const graph::Node&) {
  return each(to, from[0],
              [&](const Expr& x, size_t) { return choose(apply("isMissing", {x}), constant(1.0), constant(0.0)); });
}

Columns print(Sheet& to, const graph::Above& what, const From& from, const graph::Node&) {
  return each(to, from[0], [&](const Expr& x, size_t) {
    return where_there(x,
                       choose(apply("greaterThan", {x, constant(what.threshold + 0.0)}), constant(1.0), constant(0.0)));
  });
}

Columns print(Sheet& to, const graph::OneHot& what, const From& from, const graph::Node& node) {
  const Field x = from[0][0];
  std::vector<size_t> count(what.width + 1, 0);
  for (const int32_t place : what.place)
    if (place >= 0) ++count[static_cast<size_t>(place)];
  bool plain = is_plain(what.categories) && what.missing < 0 && what.unknown < 0;
  for (size_t p = 0; p < what.width; ++p) plain = plain && count[p] == 1;
  Columns out(what.width);
  if (plain) {
    for (size_t i = 0; i < what.place.size(); ++i) {
      if (what.place[i] < 0) continue;
      out[static_cast<size_t>(what.place[i])] = to.derived(
          {element("NormDiscrete",
                   {{"field", to.entry(x).name}, {"value", what.categories.texts[i]}, {"mapMissingTo", "0"}}),
           {x}});
    }
    return out;
  }
  const std::vector<double> places(what.place.begin(), what.place.end());
  const Field code = looked_up(to, x, what.categories, places, what.missing, what.unknown, node);
  for (uint32_t p = 0; p < what.width; ++p)
    out[p] = to.derived(choose(apply("equal", {to.ref(code), constant(p)}), constant(1.0), constant(0.0)));
  return out;
}

Columns print(Sheet& to, const graph::Encode& what, const From& from, const graph::Node& node) {
  return {looked_up(to, from[0][0], what.categories, what.value, what.missing, what.unknown, node)};
}

Columns print(Sheet& to, const graph::Bins& what, const From& from, const graph::Node&) {
  Columns out;
  for (size_t j = 0; j < what.edges.size(); ++j) out.push_back(to.derived(bin(to, from[0][j], what.edges[j])));
  return out;
}

Columns print(Sheet& to, const graph::Polynomial& what, const From& from, const graph::Node&) {
  Columns out;
  for (const auto& factors : what.factors) {
    Expr product = constant(1.0);
    for (size_t i = 0; i < factors.size(); ++i) {
      Expr factor = to.ref(from[0][factors[i]]);
      product = i == 0 ? std::move(factor) : apply("*", {std::move(product), std::move(factor)});
    }
    out.push_back(to.derived(std::move(product)));
  }
  return out;
}

Columns print(Sheet& to, const graph::RowNorm& what, const From& from, const graph::Node&) {
  std::vector<Expr> sizes;
  for (const Field field : from[0]) {
    const Expr x = to.ref(field);
    sizes.push_back(what.norm == graph::Norm::kL2 ? apply("*", {x, x}) : apply("abs", {x}));
  }
  Expr length;
  if (what.norm == graph::Norm::kMax) length = to.largest(to.all(std::move(sizes)));
  else length = to.sum(std::move(sizes));
  if (what.norm == graph::Norm::kL2) length = apply("sqrt", {std::move(length)});
  const Expr whole = to.ref(to.derived(std::move(length)));
  // A norm that is 0 up to rounding does not divide.
  const Expr by = to.ref(to.derived(choose(apply("lessThan", {whole, constant(10 * 0x1p-52)}), constant(1.0), whole)));
  return each(to, from[0], [&](Expr x, size_t) { return apply("/", {std::move(x), by}); });
}

Columns print(Sheet& to, const graph::Function& what, const From& from, const graph::Node& node) {
  constexpr double kInf = std::numeric_limits<double>::infinity();
  constexpr const char* kSame[][2] = {{"abs", "abs"}, {"rint", "rint"}, {"sqrt", "sqrt"}, {"tanh", "tanh"}};
  const auto is = [&](const char* name) { return what.name == name; };
  // Readers take an infinite answer for none, hence those are said.
  const auto unless = [](Expr condition, double then, Expr otherwise) {
    return choose(std::move(condition), constant(then), std::move(otherwise));
  };
  const auto of = [&](const Expr& given) -> Expr {
    const Expr x = apply("+", {given, constant(0.0)});
    for (const auto& [name, function] : kSame)
      if (is(name)) return apply(function, {x});
    if (is("exp") || is("expm1"))
      return unless(apply("greaterThan", {x, constant(709.782712893384)}), kInf, apply(what.name.c_str(), {x}));
    if (is("log")) return unless(apply("equal", {x, constant(0.0)}), -kInf, apply("ln", {x}));
    if (is("log1p")) return unless(apply("equal", {x, constant(-1.0)}), -kInf, apply("ln1p", {x}));
    if (is("reciprocal")) return unless(apply("equal", {x, constant(0.0)}), kInf, apply("/", {constant(1.0), x}));
    if (is("square")) return apply("*", {x, x});
    if (is("negative")) return apply("*", {constant(-1.0), x});
    if (is("sign"))
      return unless(apply("greaterThan", {x, constant(0.0)}), 1.0,
                    unless(apply("lessThan", {x, constant(0.0)}), -1.0, constant(0.0)));
    // The functions floor and ceil answer integers of 32 bits.
    const Expr near = apply("rint", {x});
    if (is("floor")) return choose(apply("greaterThan", {near, x}), apply("-", {near, constant(1.0)}), near);
    if (is("ceil")) return choose(apply("lessThan", {near, x}), apply("+", {near, constant(1.0)}), near);
    graph::refuse(node.step, "There is no function of that name in an export.");
  };
  if (is("reciprocal")) to.notes.emplace_back("1 / -0 is infinite there, as 1 / 0 is; here it is minus infinity.");
  if (is("log") || is("log1p") || is("sqrt"))
    to.notes.emplace_back("Where " + what.name + " is not defined, the answer is missing there.");
  return each(to, from[0], [&](const Expr& x, size_t) { return where_there(x, of(x)); });
}

}  // namespace keepfit::interchange::pmml
