#include "preprocessing/target_encoder.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "core/audit.h"
#include "core/numerics.h"
#include "core/registry.h"
#include "core/shared.h"
#include "core/table.h"
#include "model_selection/folds.h"
#include "preprocessing/categories.h"

namespace keepfit {

KEEPFIT_REGISTER(TargetEncoder)

KEEPFIT_SMALL const Declaration& TargetEncoder::declared() {
  static const Declaration d{
      .name = "TargetEncoder",
      .module = "preprocessing",
      .doc =
          "Turns each category into the mean of the target over its rows; training rows see only the targets of other "
          "folds.",
      .kind = Kind::kTransformer,
      .exactness = {Exactness::kExact},
      .traits = {.accepts_text = true, .accepts_missing = true, .needs_target = true, .cross_fits = true},
      .traits_when = {{&Traits::needs_numeric_target, true, "target_type", {"continuous"}},
                      {&Traits::needs_two_classes, true, "target_type", {"binary"}}},
      .params =
          {{"categories",
            "auto",
            {constraint::options({"auto"}), constraint::list()},
            "'auto': those seen in fit; or a list of categories per column."},
           {"target_type",
            "auto",
            {constraint::options({"auto", "continuous", "binary", "multiclass"})},
            "What the target is; 'auto': text and whole numbers are classes, other numbers are continuous."},
           {"smooth",
            "auto",
            {constraint::options({"auto"}), constraint::real("[0, inf)")},
            "How far categories with few rows are drawn to the mean: 'auto' by their variance, else so many rows with "
            "the mean are added."},
           {"cv",
            5,
            {constraint::integer("[2, inf)"), constraint::none(), constraint::cv()},
            "Folds of fit_transform: their number, or a splitter that tests every row once; None is 5."},
           {"shuffle", true, {constraint::boolean()}, "Shuffle the rows before they are split into so many folds."},
           param::random_state("Seed of the shuffling; None is the seed 0.")},
      .first = "smooth cv target_type",
      .fitted = {field<&TargetEncoder::categories_>("categories_", {"n_features_in_"},
                                                    "Categories of each column, a missing value last."),
                 field<&TargetEncoder::encodings_>(
                     "encodings_", {}, "What each category becomes: one list per column, or per column and class."),
                 field<&TargetEncoder::classes_>("classes_", {},
                                                 "Class labels, ascending; none for a continuous target."),
                 field<&TargetEncoder::target_mean_>(
                     "target_mean_", {"n_means"},
                     "Mean of the target, or of each class: what unknown categories become."),
                 field<&TargetEncoder::target_type_>("target_type_", {}, "'continuous', 'binary' or 'multiclass'.")},
      .unsupported = {},
      .create = &create<TargetEncoder>};
  return d;
}

namespace {
/// As type_of_target sees it: what no int64 holds is continuous, though it has no fraction.
bool is_whole(double v) { return v == std::floor(v) && v >= -0x1p63 && v < 0x1p63; }
}  // namespace

Matrix TargetEncoder::numeric_form(const Column& y) {
  const Value& wanted = param("target_type");
  classes_ = {};
  const bool fractions = !y.is_text && std::any_of(y.numbers.begin(), y.numbers.end(),
                                                   [](double v) { return std::isfinite(v) && !is_whole(v); });
  if (wanted.is("multiclass") && fractions) {
    throw Error(
        "bad_target", "y",
        "target_type of TargetEncoder is 'multiclass', but y holds numbers that are not whole: it is continuous.",
        "Leave target_type at 'auto', or give classes as whole numbers or text.");
  }
  if (wanted.is("continuous") || (wanted.is("auto") && fractions)) {
    target_type_ = "continuous";
    return numeric_target(name(), y);
  }
  Encoded encoded = encode(y, false);
  if (std::find(encoded.codes.begin(), encoded.codes.end(), -1) != encoded.codes.end() ||
      (!y.is_text && !y.numbers.allFinite())) {
    throw Error("bad_target", "y", "The target of TargetEncoder holds a missing or infinite value.",
                "Drop these rows before fitting.");
  }
  classes_ = std::move(encoded.labels);
  const size_t k = classes_.size();
  target_type_ = wanted.is("auto") ? (k > 2 ? "multiclass" : "binary") : wanted.text();
  const bool many = target_type_ == "multiclass";
  if (many != (k > 2)) {
    throw Error("bad_target", "y",
                "target_type of TargetEncoder is '" + target_type_ + "', but y holds " + std::to_string(k) +
                    (k == 1 ? " class." : " classes."),
                "Leave target_type at 'auto'.");
  }
  const auto n = static_cast<Index>(encoded.codes.size());
  Matrix out = Matrix::Zero(n, many ? static_cast<Index>(k) : 1);
  for (Index i = 0; i < n; ++i) {
    const int32_t c = encoded.codes[static_cast<size_t>(i)];
    if (many) out(i, c) = 1.0;
    else out(i, 0) = c;
  }
  return out;
}

TargetEncoder::Codes TargetEncoder::codes_of(const Table& X) const {
  Codes out;
  for (Index j = 0; j < X.columns(); ++j)
    out.push_back(categories::codes(declaration().name, categories_[static_cast<size_t>(j)], X, j));
  return out;
}

namespace {

Vector means_of(const Matrix& target, const std::vector<Index>& rows) {
  Vector out(target.cols()), some(static_cast<Index>(rows.size()));
  for (Index k = 0; k < target.cols(); ++k) {
    for (Index i = 0; i < some.size(); ++i) some[i] = target(rows[static_cast<size_t>(i)], k);
    out[k] = numerics::mean(some.data(), some.size());
  }
  return out;
}

}  // namespace

std::vector<Vector> TargetEncoder::learn(const Codes& codes, const Matrix& target, const std::vector<Index>& rows,
                                         const Vector& means) const {
  const bool automatic = param("smooth").is("auto");
  const double smooth = automatic ? 0.0 : param("smooth").number();
  const auto n = static_cast<Index>(rows.size());
  std::vector<Vector> out;
  for (size_t j = 0; j < codes.size(); ++j) {
    const auto count = static_cast<Index>(categories_[j].size());
    // scikit-learn counts rows of categories that were not given as rows of the first.
    std::vector<int32_t> own(static_cast<size_t>(n));
    for (Index i = 0; i < n; ++i)
      own[static_cast<size_t>(i)] = std::max(codes[j][static_cast<size_t>(rows[static_cast<size_t>(i)])], 0);
    for (Index k = 0; k < target.cols(); ++k) {
      Vector y(n);
      for (Index i = 0; i < n; ++i) y[i] = target(rows[static_cast<size_t>(i)], k);
      Vector sums = Vector::Constant(count, smooth * means[k]), counts = Vector::Constant(count, smooth),
             encoding(count);
      for (Index i = 0; i < n; ++i) {
        const int32_t c = own[static_cast<size_t>(i)];
        sums[c] += y[i];
        counts[c] += 1.0;
      }
      if (!automatic) {
        for (Index c = 0; c < count; ++c) encoding[c] = counts[c] == 0 ? means[k] : sums[c] / counts[c];
        out.push_back(std::move(encoding));
        continue;
      }
      sums.array() /= counts.array();
      Vector squares = Vector::Zero(count), away = y.array() - numerics::mean(y.data(), n);
      for (Index i = 0; i < n; ++i) {
        const double difference = y[i] - sums[own[static_cast<size_t>(i)]];
        squares[own[static_cast<size_t>(i)]] += difference * difference;
      }
      away = away.array() * away.array();
      const double variance = numerics::mean(away.data(), n);
      for (Index c = 0; c < count; ++c) {
        const double share = variance * counts[c] / (variance * counts[c] + squares[c] / counts[c]);
        encoding[c] = std::isnan(share) ? means[k] : share * sums[c] + (1 - share) * means[k];
      }
      out.push_back(std::move(encoding));
    }
  }
  return out;
}

void TargetEncoder::apply(const Codes& codes, const std::vector<Vector>& encodings, const Vector& means,
                          const std::vector<Index>& rows, Matrix& out) const {
  const Index classes = means.size();
  for (size_t e = 0; e < encodings.size(); ++e) {
    const auto& column = codes[e / static_cast<size_t>(classes)];
    const auto at = static_cast<Index>(e);
    for (const Index i : rows) {
      if (const int32_t c = column[static_cast<size_t>(i)]; c >= 0) out(i, at) = encodings[e][c];
    }
    // Unknown ones get the mean in every row, so that of the last fold stands: so it does in scikit-learn.
    for (Index i = 0; i < out.rows(); ++i) {
      if (column[static_cast<size_t>(i)] < 0) out(i, at) = means[at % classes];
    }
  }
}

namespace {

std::vector<Index> all_rows(Index n) {
  std::vector<Index> rows(static_cast<size_t>(n));
  std::iota(rows.begin(), rows.end(), Index{0});
  return rows;
}

}  // namespace

void TargetEncoder::do_fit(const Table& X, const Column* y, const Context&) {
  const Matrix target = numeric_form(*y);
  categories_ = categories::learn(name(), param("categories"), X);
  for (const Labels& labels : categories_) {
    if (labels.size() == 0)
      throw Error("bad_parameter", name(), "categories of TargetEncoder must not hold an empty list.");
  }
  const std::vector<Index> rows = all_rows(X.rows());
  target_mean_ = means_of(target, rows);
  Value::List lists;
  for (const Vector& encoding : learn(codes_of(X), target, rows, target_mean_))
    lists.emplace_back(Value::List(encoding.begin(), encoding.end()));
  encodings_ = std::move(lists);
}

Table TargetEncoder::do_fit_transform(const Table& X, const Column* y, const Context& context) {
  do_fit(X, y, context);
  const Matrix target = numeric_form(*y);
  const Codes codes = codes_of(X);
  const bool classes = target_type_ != "continuous";
  Value cv = param("cv").is_null() ? Value(5) : param("cv");
  if (cv.is_number()) {
    cv = Value::Map{
        {"class", classes ? "StratifiedKFold" : "KFold"},
        {"params",
         Value::Map{{"n_splits", cv}, {"shuffle", param("shuffle")}, {"random_state", param("random_state")}}}};
  }
  Matrix out(X.rows(), X.columns() * target.cols());
  const std::vector<Split> splits = cv_splits(cv, X.rows(), y, nullptr, classes);
  std::vector<int> tested(static_cast<size_t>(X.rows()), 0);
  for (const Split& split : splits) {
    for (const Index i : split.test) ++tested[static_cast<size_t>(i)];
  }
  if (std::any_of(tested.begin(), tested.end(), [](int times) { return times != 1; })) {
    throw Error("bad_split", name(), "cv of TargetEncoder must test every row exactly once.",
                "Choose a splitter such as KFold, or a number of folds.");
  }
  for (size_t s = 0; s < splits.size(); ++s) {
    const Vector means = means_of(target, splits[s].train);
    apply(codes, learn(codes, target, splits[s].train, means), means, splits[s].test, out);
    context.report(static_cast<double>(s + 1), static_cast<double>(splits.size()));
  }
  return Table(std::move(out));
}

Table TargetEncoder::do_transform(const Table& X) const {
  std::vector<Vector> encodings;
  for (const Value& list : encodings_.list()) {
    Vector encoding(static_cast<Index>(list.list().size()));
    for (Index c = 0; c < encoding.size(); ++c) encoding[c] = list.list()[static_cast<size_t>(c)].number();
    encodings.push_back(std::move(encoding));
  }
  Matrix out(X.rows(), static_cast<Index>(encodings.size()));
  apply(codes_of(X), encodings, target_mean_, all_rows(X.rows()), out);
  return Table(std::move(out));
}

std::vector<std::string> TargetEncoder::do_feature_names_out(const std::vector<std::string>& in) const {
  if (target_type_ != "multiclass") return in;
  std::vector<std::string> names;
  for (const std::string& column : in) {
    for (size_t c = 0; c < classes_.size(); ++c) {
      names.push_back(
          column + "_" +
          (classes_.is_text ? classes_.name(c) : std::to_string(static_cast<int64_t>(classes_.numbers[c]))));
    }
  }
  return names;
}

void TargetEncoder::check_fitted() const {
  using audit::refuse;
  const bool many = target_type_ == "multiclass";
  if (target_type_ != "continuous" && target_type_ != "binary" && !many)
    refuse("target_type_", "target_type_ is none of 'continuous', 'binary', 'multiclass'.");
  const size_t k = classes_.size();
  if (many ? k < 3 : target_type_ == "binary" ? k < 1 || k > 2 : k != 0)
    refuse("classes_", "classes_ does not go with target_type_.");
  for (double v : classes_.numbers) {
    if (!is_whole(v)) refuse("classes_", "classes_ holds a number that is not whole.");
  }
  const size_t means = many ? k : 1;
  if (static_cast<size_t>(target_mean_.size()) != means || !target_mean_.allFinite())
    refuse("target_mean_", "target_mean_ must hold one finite number per class.");
  const auto* lists = encodings_.get_if<Value::List>();
  if (!lists || lists->size() != categories_.size() * means)
    refuse("encodings_", "encodings_ must hold one list per column and class.");
  for (size_t e = 0; e < lists->size(); ++e) {
    const auto* items = (*lists)[e].get_if<Value::List>();
    bool sound = items && items->size() == categories_[e / means].size() && !items->empty();
    for (size_t c = 0; sound && c < items->size(); ++c)
      sound = (*items)[c].get_if<double>() && std::isfinite((*items)[c].number());
    if (!sound) refuse("encodings_", "encodings_ must hold one finite float per category.");
  }
}

}  // namespace keepfit
