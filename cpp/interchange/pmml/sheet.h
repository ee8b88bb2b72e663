// The fields of a document while it is put together: inputs, what is computed from them, what models of a chain answer.
// A field is written where it is needed and nowhere else.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "interchange/graph/graph.h"

namespace keepfit::interchange::pmml {

/// The place of a field in a Sheet.
using Field = int;
/// A value of the graph: a field per column.
using Columns = std::vector<Field>;

/// An EXPRESSION of PMML, and the fields that it reads.
struct Expr {
  std::string xml;
  std::vector<Field> uses;
  Field same_as = -1;  // of what only names a field
};

Expr constant(double value);
Expr constant(const std::string& text);
/// What is missing.
Expr missing();
Expr apply(const char* function, std::vector<Expr> arguments);
Expr choose(Expr condition, Expr yes, Expr no);
/// What is missing stays missing: comparisons do not take it.
Expr where_there(const Expr& x, Expr then);

/// One model of a chain: what it reads and what stands in it.
struct Segment {
  const char* element;  // "TreeModel", ...
  graph::Graph::Kind kind = graph::Graph::Kind::kRegressor;
  std::vector<Field> reads;
  std::vector<Field> targets;  // of a model that has several
  std::string attributes;      // after functionName, with a blank before each
  std::string output;          // OutputField elements
  std::string body;            // behind LocalTransformations
};

class Sheet {
 public:
  struct Entry {
    std::string name;
    enum class Kind { kInput, kDerived, kAnswer, kTarget } kind = Kind::kInput;
    const char* type = "double";  // "float", "string"
    std::string xml;              // of kDerived
    std::vector<Field> uses;
    bool late = false;  // depends on what a model of the chain answers
  };

  explicit Sheet(const graph::Graph& graph);

  Expr ref(Field field) const;
  Field input(const std::string& name, bool is_text);
  Field derived(Expr expression, const char* type = "double");
  /// What a model of the chain answers.
  Field answer();
  /// What a model of the chain was trained to.
  Field target();

  /// From left to right.
  Expr sum(std::vector<Expr> terms);
  /// Each as a field.
  Columns all(std::vector<Expr> expressions);
  /// -0 as 0: readers order the two.
  Expr unsigned_zero(Field field) const;
  Expr largest(const Columns& x);
  /// The place of the first that equals `best`.
  Expr place_of(const Columns& x, const Expr& best);

  const Entry& entry(Field field) const { return entries_[static_cast<size_t>(field)]; }
  const std::vector<Entry>& entries() const { return entries_; }
  std::string fresh();

  std::vector<Segment> segments;
  /// Sentences for people.
  std::vector<std::string> notes;

 private:
  std::vector<Entry> entries_;
  std::string prefix_;
  int count_ = 0;
};

}  // namespace keepfit::interchange::pmml
