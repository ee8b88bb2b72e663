// What skops writes of objects: the entries of schema.json, and arrays as files beside it. Source: skops 0.16, whose
// reader is the judge of it.
#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/value.h"
#include "interchange/skops/npy.h"

namespace keepfit::interchange {

/// What is written is what this version writes.
constexpr const char* kSkopsVersion = "0.16.0";

/// An entry as JSON, with an identity of its own. Its members, and those of the following, are calls: they stand in
/// hundreds of places.
class Node {
 public:
  Node();
  explicit Node(std::string json);
  Node(const Node& other);
  Node(Node&& other) noexcept;
  Node& operator=(Node other) noexcept;
  ~Node();
  const std::string& json() const { return json_; }

 private:
  std::string json_;
};

struct Nodes {
  std::vector<Node> all;

  Nodes();
  Nodes(const Nodes& other);
  ~Nodes();
  void push_back(Node node);
  void clear();
  size_t size() const { return all.size(); }
  const Node& back() const { return all.back(); }
};

/// Attributes by name, in order.
struct Attributes {
  std::vector<std::pair<std::string, Node>> all;

  Attributes();
  Attributes(const Attributes& other);
  ~Attributes();
  void add(std::string_view name, Node node);
  const Node& back() const { return all.back().second; }
};

/// Entries are numbered as they are made. So no two of them may be made side by side as arguments of one call: which
/// comes first would be the compiler's choice, and with it the bytes.
class Schema {
 public:
  // ---- values of Python's -----------------------------------------------------------------------------------------
  /// None, a bool, a number or a text.
  Node scalar(const Value& value);
  Node list(const Nodes& items) { return sequence("list", "ListNode", items); }
  Node tuple(const Nodes& items) { return sequence("tuple", "TupleNode", items); }
  Node slice(const Value::List& ends);
  /// `keys`: what the keys are in Python, which JSON has as texts: "str", "int" or "float".
  Node dict(const Attributes& entries, std::string_view keys = "str");
  Node bunch(const Attributes& entries);

  // ---- of numpy's -------------------------------------------------------------------------------------------------
  Node floats(const std::vector<double>& values, std::vector<int64_t> shape = {});
  Node wholes(const std::vector<int64_t>& values, std::vector<int64_t> shape = {});
  Node flags(const std::vector<uint8_t>& values);
  Node texts(const std::vector<std::string>& values);
  Node objects(const Nodes& items, const std::vector<int64_t>& shape = {});
  Node array(const Npy& array);
  Node masked(const Node& data, const Node& mask);
  Node dtype(const Node& of_empty);

  // ---- by name, of whatever module has it -------------------------------------------------------------------------
  Node type(std::string_view name) { return named(name, "TypeNode", ""); }
  Node function(std::string_view name) { return named(name, "FunctionNode", ""); }
  Node object(std::string_view name, const Node& content);
  Node object(std::string_view name, const Attributes& attributes);
  /// What is made of arguments, and then given a state: "TreeNode", "LossNode".
  Node reduced(std::string_view name, std::string_view loader, const Nodes& arguments, const Attributes& state);
  Node partial(std::string_view function, const Attributes& named_arguments);

  /// The same object once more. skops knows it by its identity.
  Node again(const Node& node) const;

  /// The archive. `root`: the entry of the whole.
  std::string archive(const Node& root);
  /// What skops 0.16 asks to be trusted before it loads it, sorted.
  const std::set<std::string>& trusted() const { return trusted_; }

 private:
  Node entry(std::string_view module, std::string_view name, std::string_view loader, const std::string& content);
  Node named(std::string_view name, std::string_view loader, const std::string& content);
  Node sequence(std::string_view name, std::string_view loader, const Nodes& items);
  Node mapping(std::string_view module, std::string_view name, const Attributes& entries, std::string_view keys);
  static std::string member(std::string_view key, const std::string& json);

  int64_t next_ = 1;
  std::vector<std::pair<std::string, std::string>> files_;
  std::set<std::string> trusted_;
};

}  // namespace keepfit::interchange
