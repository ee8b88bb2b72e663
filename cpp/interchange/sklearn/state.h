// A fitted estimator as its pickle keeps it: a class and attributes by name.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "interchange/pickle/items.h"
#include "interchange/sklearn/numpy.h"

namespace keepfit::interchange {

/// Throws Error "bad_source": the file is not as scikit-learn writes them.
[[noreturn]] void refuse_source(const std::string& where, const std::string& message);
/// Throws Error "not_taken": an honest model, and Keepfit has nothing that answers as it does.
[[noreturn]] void refuse_taking(const std::string& where, const std::string& message, const std::string& hint = "");

/// A text in UTF-8. Throws Error "bad_source" where it is none.
std::string text_of(const pickle::Item& item, const std::string& where);
/// An int, a bool or a whole number of numpy's; a float, too.
int64_t whole_of(const pickle::Item& item, const std::string& where);
double number_of(const pickle::Item& item, const std::string& where);
/// The numbers of an array of any shape, a list or a tuple.
std::vector<double> numbers_of(const pickle::Item& item, const std::string& where);
std::vector<int64_t> wholes_of(const pickle::Item& item, const std::string& where);
/// What a list, a tuple or an array of objects holds.
std::vector<const pickle::Item*> parts_of(const pickle::Item& item, const std::string& where);

bool is_none(const pickle::Item& item);
bool is_text(const pickle::Item& item, std::string_view text);
/// An object of this class, whatever its module: names are held to the closed list before.
bool is_object(const pickle::Item& item, std::string_view class_name = {});

/// The attributes of one object. What was asked for is noted, so that the rest can be told.
class State {
 public:
  /// Throws Error "bad_source" where it is no object with a dict of its attributes.
  State(const pickle::Item& object, std::string where);

  const std::string& where() const { return where_; }
  std::string_view class_name() const { return object_.parts[0]->name; }
  std::string_view module() const { return object_.parts[0]->text; }

  /// Null where there is no such attribute.
  const pickle::Item* find(std::string_view name) const;
  /// Null where there is none or it is None.
  const pickle::Item* given(std::string_view name) const;
  /// Throws Error "bad_source" where there is no such attribute.
  const pickle::Item& at(std::string_view name) const;
  NumpyArray array(std::string_view name) const;

  /// Whether anything in it is named as what a fit finds out.
  bool has_fitted() const;

  /// Names that nobody asked for.
  std::vector<std::string_view> unread() const;

  /// Columns that it takes, and their names where it knows them.
  int64_t width = -1;
  std::vector<std::string> names;

 private:
  const pickle::Item& object_;
  std::string where_;
  std::unordered_map<std::string_view, const pickle::Item*> entries_;
  mutable std::unordered_set<std::string_view> read_;
};

}  // namespace keepfit::interchange
