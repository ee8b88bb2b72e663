// Takes an estimator of scikit-learn over: its state to a step as files hold it, {class, params, fitted}, by what the
// engine declares of the class. Same names are the same things; what is kept otherwise stands in special.h. What comes
// out is audited like any file, so nothing here has to be believed.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "core/value.h"
#include "interchange/sklearn/state.h"

namespace keepfit::interchange {

class Taking {
 public:
  /// @param schema  What the engine declares: the answer of its operation "schema".
  /// @param most_bytes  What the step may take at most: sharing in a file can stand for any size.
  Taking(const Value& schema, size_t most_bytes) : schema_(schema), left_bytes_(most_bytes) {}

  /// A fitted estimator; a State that the caller already has may tell it how many columns it is given.
  Value fitted(const pickle::Item& item, const std::string& where, int64_t width = -1);
  /// One that was only given: as a recipe, whatever it was fitted to.
  Value given(const pickle::Item& item, const std::string& where);
  /// The same, or one of the words that may stand in its place; None is passthrough.
  Value fitted_or_word(const pickle::Item& item, const std::string& where, int64_t width = -1);
  Value given_or_word(const pickle::Item& item, const std::string& where);
  /// What a parameter holds.
  Value plain(const pickle::Item& item, const std::string& where, int depth = 0);
  /// What a search draws from.
  Value distribution(const pickle::Item& item, const std::string& where);
  /// Which columns a transformer is given; nothing where no recipe can say it.
  Value columns(const pickle::Item& item, const std::string& where);

  // Attributes, each of the type that a declaration says. They throw Error "bad_source".
  Value float64_array(const pickle::Item& item, const std::string& where, size_t axes);
  Value int32_array(const std::vector<int64_t>& numbers, const std::string& where);
  Value uint8_array(const std::vector<int64_t>& numbers, const std::string& where);
  Value labels(const pickle::Item& item, const std::string& where);
  Value labels_list(const pickle::Item& item, const std::string& where);
  Value float64(std::vector<double> numbers, std::vector<uint32_t> shape = {});
  Value none_or_list(const pickle::Item* item, const std::string& where);

  /// Whether the file is of a scikit-learn before this one.
  bool is_before(int major, int minor) const { return std::pair(major_, minor_) < std::pair(major, minor); }
  const std::string& version() const { return version_; }

  /// What was not taken over, by class.
  const std::map<std::string, std::set<std::string>>& left() const { return left_; }
  /// What stands for something that scikit-learn did not keep, or keeps otherwise.
  const std::set<std::string>& notes() const { return notes_; }
  void note(std::string sentence) { notes_.insert(std::move(sentence)); }

  /// Counts what is made against what may be.
  void count(size_t bytes, const std::string& where);

 private:
  const Value& declared(const State& state) const;
  Value params(const State& state, const Value& declared, bool with_fitted);
  Value attribute(const State& state, const Value& field);
  void read_version(const State& state);
  void find_columns(State& state);
  void tell_left(const State& state);

  const Value& schema_;
  size_t left_bytes_;
  int depth_ = 0;
  bool as_recipe_ = false;  // within a value that is kept as it is: estimators without a place for what was fitted
  std::string version_;
  int major_ = 0, minor_ = 0;
  std::map<std::string, std::set<std::string>> left_;
  std::set<std::string> notes_;
};

}  // namespace keepfit::interchange
