#include "checks/broken_estimators.h"

#include <stdexcept>

#include "core/estimator.h"
#include "core/registry.h"
#include "core/table.h"

namespace keepfit::test {

namespace {

/// Subtracts the mean of each column. `Defect` derives from it and spoils one thing.
class Centre : public Estimator {
 public:
  Vector mean_;
  Value kept_;

 protected:
  void do_fit(const Table& X, const Column*, const Context& context) override {
    context.report(0, 2);
    context.report(1, 2);
    mean_.resize(X.columns());
    for (Index j = 0; j < X.columns(); ++j)
      mean_[j] = X.numbers().col(j).sum() / static_cast<double>(X.rows()) * param("share").number();
  }
  Table do_transform(const Table& X) const override {
    Matrix z = X.numbers();
    for (Index j = 0; j < z.cols(); ++j) z.col(j).array() -= mean_[j];
    return Table(std::move(z));
  }

  static Declaration declare(const char* name, std::unique_ptr<Estimator> (*create)()) {
    return {.name = name,
            .module = "broken",
            .doc = "Subtracts the mean.",
            .kind = Kind::kTransformer,
            .traits = {},
            .params = {{"share", 1.0, {constraint::real("[0, 2]")}, "How much of the mean is subtracted."}},
            .fitted = {field<&Centre::mean_>("mean_", {"n_features_in_"}, "Mean of each column.")},
            .unsupported = {},
            .create = create};
  }
};

#define BROKEN(Class, ...)                                                  \
  class Class final : public Centre {                                       \
   public:                                                                  \
    static const Declaration& declared() {                                  \
      static const Declaration d = adjust(declare(#Class, &create<Class>)); \
      return d;                                                             \
    }                                                                       \
    const Declaration& declaration() const override { return declared(); }  \
    __VA_ARGS__                                                             \
  };                                                                        \
  KEEPFIT_REGISTER(Class)

#define AS_IT_IS \
  static Declaration adjust(Declaration d) { return d; }

BROKEN(NothingWrong, AS_IT_IS)

BROKEN(
    NoDocs, static Declaration adjust(Declaration d) {
      d.fitted[0].doc = "";
      return d;
    })

BROKEN(
    AnswersUnfitted, AS_IT_IS bool can_transform() const override {
      if (!fitted()) throw Error("surprise", "", "This is not the error that was promised.");
      return true;
    })

BROKEN(
    RefusesItsDefault, static Declaration adjust(Declaration d) {
      d.params[0].allowed = {constraint::real("[0, 0.5]")};
      return d;
    })

BROKEN(
    AcceptsUnsupported, static Declaration adjust(Declaration d) {
      d.unsupported = {"share"};
      return d;
    })

BROKEN(
    CountsFits, AS_IT_IS void do_fit(const Table& X, const Column* y, const Context& c) override {
      static int fits = 0;
      Centre::do_fit(X, y, c);
      mean_[0] += 1e-9 * (++fits % 2);
    })

BROKEN(
    Remembers, AS_IT_IS Vector first; Index seen = 0;
    void do_fit(const Table& X, const Column* y, const Context& c) override {
      Centre::do_fit(X, y, c);
      if (first.size() == mean_.size() && seen != X.rows()) mean_ += 0.5 * first;
      first = mean_;
      seen = X.rows();
    })

BROKEN(
    LooksAtTheBatch, AS_IT_IS Table do_transform(const Table& X) const override {
      Matrix z = X.numbers();
      for (Index j = 0; j < z.cols(); ++j) z.col(j).array() -= mean_[j] + (z.rows() > 1 ? 1e-15 * z(0, j) : 0.0);
      return Table(std::move(z));
    })

#define INVERTS \
  AS_IT_IS bool can_inverse_transform() const override { return true; }

BROKEN(
    InvertsTheBatch, INVERTS Table do_inverse_transform(const Table& X) const override {
      Matrix z = X.numbers();
      for (Index j = 0; j < z.cols(); ++j) z.col(j).array() += mean_[j] + (z.rows() > 1 ? 1e-15 * z(0, j) : 0.0);
      return Table(std::move(z));
    })

BROKEN(
    InvertsToText, INVERTS Table do_inverse_transform(const Table& X) const override {
      if (X.rows() > 0) return X;
      return Table::from_columns(std::vector<Column>(static_cast<size_t>(X.columns()), Column::of_text({})), {}, 0);
    })

BROKEN(
    KeepsASecret, AS_IT_IS double secret = 0; void do_fit(const Table& X, const Column* y, const Context& c) override {
      Centre::do_fit(X, y, c);
      secret = 1e-3;
    } Table do_transform(const Table& X) const override {
      Matrix z = X.numbers();
      for (Index j = 0; j < z.cols(); ++j) z.col(j).array() -= mean_[j] + secret;
      return Table(std::move(z));
    })

BROKEN(
    MiscountsNames,
    AS_IT_IS std::vector<std::string> do_feature_names_out(const std::vector<std::string>& in) const override {
      auto names = in;
      names[1] = names[0];
      return names;
    })

BROKEN(
    TwoWays, AS_IT_IS Table do_fit_transform(const Table& X, const Column* y, const Context& c) override {
      do_fit(X, y, c);
      Matrix z = do_transform(X).numbers();
      z(0, 0) += 1e-12;
      return Table(std::move(z));
    })

BROKEN(
    ThrowsNonsense, AS_IT_IS void do_fit(const Table& X, const Column* y, const Context& c) override {
      Centre::do_fit(X, y, c);
      if (X.rows() == 1) throw std::runtime_error("division by zero");
    })

BROKEN(
    IgnoresCancel, AS_IT_IS void do_fit(const Table& X, const Column* y, const Context& c) override {
      for (int i = 0; i < 3; ++i) {
        try {
          c.report(i, 3);
        } catch (const Error&) {
        }
      }
      Centre::do_fit(X, y, {});
    })

/// For the promises of classifiers.
class LoudClassifier final : public Classifier {
 public:
  static const Declaration& declared() {
    static const Declaration d{.name = "LoudClassifier",
                               .module = "broken",
                               .doc = "Is too sure.",
                               .kind = Kind::kClassifier,
                               .traits = {.needs_target = true, .probabilities = true},
                               .params = {},
                               .fitted = {field<&LoudClassifier::classes_>("classes_", {"n_classes"}, "Class labels.")},
                               .unsupported = {},
                               .create = &create<LoudClassifier>};
    return d;
  }
  const Declaration& declaration() const override { return declared(); }

 protected:
  void do_fit(const Table&, const Column* y, const Context&) override { encode_target(*y); }
  RowMatrix do_predict_proba(const Table& X) const override {
    return RowMatrix::Constant(X.rows(), static_cast<Index>(classes_.size()), 0.9);
  }
};
KEEPFIT_REGISTER(LoudClassifier)

/// Takes columns by position even where they have names.
class PositionsOnly final : public Centre {
 public:
  static const Declaration& declared() {
    static const Declaration d = declare("PositionsOnly", &create<PositionsOnly>);
    return d;
  }
  const Declaration& declaration() const override { return declared(); }

 protected:
  void do_fit(const Table& X, const Column* y, const Context& c) override {
    Centre::do_fit(X, y, c);
    mutable_feature_names_in().clear();
  }
};
KEEPFIT_REGISTER(PositionsOnly)

BROKEN(
    IgnoresWeights, static Declaration adjust(Declaration d) {
      d.traits.sample_weight = true;
      return d;
    })

BROKEN(
    NeverNegative,
    static Declaration adjust(Declaration d) {
      d.traits.gives_negative = true;
      return d;
    } Table do_transform(const Table& X) const override {
      Matrix z = Centre::do_transform(X).numbers();
      return Table(Matrix(z.cwiseAbs()));
    })

}  // namespace

const std::vector<Broken>& broken_estimators() {
  static const std::vector<Broken> list{
      {"NothingWrong", "", {}},
      {"NoDocs", "IsDocumented", {}},
      {"AnswersUnfitted", "UnfittedUseIsANamedError", {"FitTransformIsFitThenTransform"}},
      {"RefusesItsDefault", "ParametersRoundTrip", {"AFileKeepsEveryBit"}},
      {"AcceptsUnsupported", "InvalidParametersAreRefused", {}},
      {"CountsFits", "FitIsIdempotent", {"RefittingForgets", "FitTransformIsFitThenTransform", "AFileKeepsEveryBit"}},
      {"Remembers", "RefittingForgets", {}},
      {"LooksAtTheBatch", "APredictionIsAFunctionOfTheRow", {}},
      {"InvertsTheBatch", "APredictionIsAFunctionOfTheRow", {}},
      {"InvertsToText", "InverseTransformMakesTheColumnsOfFit", {}},
      {"KeepsASecret", "AFileKeepsEveryBit", {}},
      {"PositionsOnly", "ColumnsAreFoundByName", {}},
      {"MiscountsNames", "TransformNamesItsColumns", {}},
      {"TwoWays", "FitTransformIsFitThenTransform", {}},
      {"LoudClassifier", "ProbabilitiesAreProbabilities", {}},
      {"ThrowsNonsense", "StrangeInputIsAnErrorOrAnAnswer", {}},
      {"NeverNegative", "TransformMakesWhatItSays", {}},
      {"IgnoresWeights", "WeightsAreTakenOrRefused", {}},
      {"IgnoresCancel", "CancellingLeavesNothingBehind", {}},
  };
  return list;
}

}  // namespace keepfit::test
