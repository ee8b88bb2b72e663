#include "interchange/skops/schema.h"

#include <algorithm>
#include <cmath>
#include <cstring>

#include "interchange/json.h"
#include "interchange/known.h"
#include "interchange/skops/zip.h"

namespace keepfit::interchange {

namespace {

/// JSON as Python reads it, where numbers may be none.
std::string python_json(const Value& value) {
  const auto* number = value.get_if<double>();
  if (!number || std::isfinite(*number)) return to_json(value);
  return std::isnan(*number) ? "NaN" : *number > 0 ? "Infinity" : "-Infinity";
}

/// What skops takes without being told: estimators, losses, numbers and containers.
bool needs_trust(std::string_view module, std::string_view name) {
  const Role role = role_of(module, name);
  if (role == Role::kEstimator || module == "builtins" || module == "numpy.ma") return false;
  if (module == "numpy") return name == "dtype";
  return module.substr(0, 13) != "sklearn._loss" && name != "_BinMapper" && name != "LabelEncoder" &&
         name != "LabelBinarizer";
}

template <class T>
std::string bytes_of(const std::vector<T>& values) {
  std::string out(values.size() * sizeof(T), '\0');
  if (!values.empty()) std::memcpy(out.data(), values.data(), out.size());
  return out;
}

std::vector<int64_t> shape_of(size_t size, std::vector<int64_t> shape) {
  if (shape.empty()) shape.push_back(static_cast<int64_t>(size));
  return shape;
}

std::vector<uint32_t> letters_of(const std::string& text) {
  std::vector<uint32_t> out;
  for (size_t i = 0; i < text.size();) {
    const auto first = static_cast<uint8_t>(text[i]);
    const size_t size = first < 0x80 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
    uint32_t letter = size == 1 ? first : first & (0x7Fu >> size);
    for (size_t k = 1; k < size && i + k < text.size(); ++k)
      letter = letter << 6 | (static_cast<uint8_t>(text[i + k]) & 0x3F);
    out.push_back(letter);
    i += size;
  }
  return out;
}

}  // namespace

Node::Node() = default;
Node::Node(std::string json) : json_(std::move(json)) {}
Node::Node(const Node& other) = default;
Node::Node(Node&& other) noexcept = default;
Node& Node::operator=(Node other) noexcept {
  json_ = std::move(other.json_);
  return *this;
}
Node::~Node() = default;

Nodes::Nodes() = default;
Nodes::Nodes(const Nodes& other) = default;
Nodes::~Nodes() = default;
void Nodes::push_back(Node node) { all.push_back(std::move(node)); }
void Nodes::clear() { all.clear(); }

Attributes::Attributes() = default;
Attributes::Attributes(const Attributes& other) = default;
Attributes::~Attributes() = default;
void Attributes::add(std::string_view name, Node node) { all.emplace_back(std::string(name), std::move(node)); }

std::string Schema::member(std::string_view key, const std::string& json) {
  return to_json(Value(std::string(key))) + ":" + json + ",";
}

Node Schema::entry(std::string_view module, std::string_view name, std::string_view loader,
                   const std::string& content) {
  if (loader != "JsonNode" && needs_trust(module, name)) trusted_.insert(std::string(module) + "." + std::string(name));
  const auto quoted = [](std::string_view text) { return to_json(Value(std::string(text))); };
  const std::string head =
      member("__class__", quoted(name)) + member("__module__", quoted(module)) + member("__loader__", quoted(loader));
  return Node("{" + head + content + "\"__id__\":" + std::to_string(next_++) + "}");
}

Node Schema::named(std::string_view name, std::string_view loader, const std::string& content) {
  return entry(module_of(name), name, loader, content);
}

Node Schema::again(const Node& of) const {
  const std::string& node = of.json();
  const auto text = [&](const char* key) {
    const size_t at = node.find(key) + std::strlen(key);
    return node.substr(at, node.find('"', at) - at);
  };
  const size_t id = node.rfind("\"__id__\":");
  return Node("{\"__class__\":\"" + text("\"__class__\":\"") + "\",\"__module__\":\"" + text("\"__module__\":\"") +
              "\",\"__loader__\":\"" + text("\"__loader__\":\"") + "\"," + node.substr(id));
}

// ---- values of Python's
// ----------------------------------------------------------------------------------------------

Node Schema::scalar(const Value& value) {
  return entry("builtins", "str", "JsonNode",
               member("content", to_json(Value(python_json(value)))) + member("is_json", "true"));
}

Node Schema::sequence(std::string_view name, std::string_view loader, const Nodes& items) {
  std::string content = "[";
  for (const Node& item : items.all) content += (content.size() > 1 ? "," : "") + item.json();
  return entry("builtins", name, loader, member("content", content + "]"));
}

Node Schema::slice(const Value::List& ends) {
  std::string content;
  const char* const names[] = {"start", "stop", "step"};
  for (size_t i = 0; i < 3; ++i)
    content += (i ? ",\"" : "\"") + std::string(names[i]) + "\":" + (i < ends.size() ? to_json(ends[i]) : "null");
  return entry("builtins", "slice", "SliceNode", member("content", "{" + content + "}"));
}

Node Schema::mapping(std::string_view module, std::string_view name, const Attributes& entries, std::string_view keys) {
  std::string content = "{";
  Nodes types;
  for (const auto& [key, node] : entries.all) {
    content += (content.size() > 1 ? "," : "") + to_json(Value(key)) + ":" + node.json();
    types.push_back(entry("builtins", keys, "TypeNode", ""));
  }
  const Node listed = list(types);
  return entry(module, name, "DictNode", member("content", content + "}") + member("key_types", listed.json()));
}

Node Schema::dict(const Attributes& entries, std::string_view keys) {
  return mapping("builtins", "dict", entries, keys);
}

Node Schema::bunch(const Attributes& entries) { return mapping(module_of("Bunch"), "Bunch", entries, "str"); }

// ---- of numpy's
// ------------------------------------------------------------------------------------------------------

Node Schema::array(const Npy& array) {
  std::string file = std::to_string(next_) + ".npy";
  files_.emplace_back(file, write_npy(array));
  return entry("numpy", "ndarray", "NdArrayNode",
               member("type", "\"numpy\"") + member("file", to_json(Value(std::move(file)))));
}

Node Schema::floats(const std::vector<double>& values, std::vector<int64_t> shape) {
  const std::string bytes = bytes_of(values);
  return array({"<f8", {}, false, shape_of(values.size(), std::move(shape)), bytes});
}

Node Schema::wholes(const std::vector<int64_t>& values, std::vector<int64_t> shape) {
  const std::string bytes = bytes_of(values);
  return array({"<i8", {}, false, shape_of(values.size(), std::move(shape)), bytes});
}

Node Schema::flags(const std::vector<uint8_t>& values) {
  const std::string bytes = bytes_of(values);
  return array({"|b1", {}, false, shape_of(values.size(), {}), bytes});
}

Node Schema::texts(const std::vector<std::string>& values) {
  std::vector<std::vector<uint32_t>> all;
  size_t longest = 1;
  for (const std::string& text : values) {
    longest = std::max(longest, all.emplace_back(letters_of(text)).size());
    // Fixed widths are filled with zeros, which such a text would lose.
    if (!text.empty() && text.back() == '\0') {
      Nodes items;
      for (const std::string& each : values) items.push_back(scalar(each));
      return objects(items);
    }
  }
  std::vector<uint32_t> letters;
  for (std::vector<uint32_t>& text : all) {
    text.resize(longest, 0);
    letters.insert(letters.end(), text.begin(), text.end());
  }
  const std::string bytes = bytes_of(letters);
  return array({"<U" + std::to_string(longest), {}, false, shape_of(values.size(), {}), bytes});
}

Node Schema::objects(const Nodes& items, const std::vector<int64_t>& shape) {
  Nodes extents, rows;
  for (int64_t extent : shape_of(items.size(), shape)) extents.push_back(scalar(extent));
  const Node of = tuple(extents);
  if (shape.size() == 2) {
    const auto width = static_cast<size_t>(shape[1]);
    for (size_t i = 0; width && i < items.size(); i += width) {
      Nodes row;
      for (size_t k = 0; k < width; ++k) row.push_back(items.all.at(i + k));
      rows.push_back(list(row));
    }
  }
  std::string content = "[";
  for (const Node& item : (shape.size() == 2 ? rows : items).all)
    content += (content.size() > 1 ? "," : "") + item.json();
  return entry("numpy", "ndarray", "NdArrayNode",
               member("content", content + "]") + member("type", "\"json\"") + member("shape", of.json()));
}

Node Schema::masked(const Node& data, const Node& mask) {
  return entry("numpy.ma", "MaskedArray", "MaskedArrayNode",
               member("content", "{\"data\":" + data.json() + ",\"mask\":" + mask.json() + "}"));
}

Node Schema::dtype(const Node& of_empty) {
  return entry("numpy", "dtype", "DTypeNode", member("content", of_empty.json()));
}

// ---- by name
// ---------------------------------------------------------------------------------------------------------

Node Schema::reduced(std::string_view name, std::string_view loader, const Nodes& arguments, const Attributes& state) {
  const Node given = tuple(arguments);
  const Node content = dict(state);
  return named(name, loader,
               member("__reduce__", "{\"args\":" + given.json() + "}") + member("content", content.json()));
}

Node Schema::partial(std::string_view function_name, const Attributes& named_arguments) {
  const Node function_node = function(function_name), none = tuple({}), given = dict(named_arguments);
  const Node space = scalar({});
  return named("partial", "PartialNode",
               member("content", "{\"func\":" + function_node.json() + ",\"args\":" + none.json() +
                                     ",\"kwds\":" + given.json() + ",\"namespace\":" + space.json() + "}"));
}

Node Schema::object(std::string_view name, const Node& content) {
  return named(name, "ObjectNode", member("content", content.json()));
}
Node Schema::object(std::string_view name, const Attributes& attributes) { return object(name, dict(attributes)); }

std::string Schema::archive(const Node& of) {
  std::string root = of.json();
  root.pop_back();
  root += ",\"protocol\":2,\"_skops_version\":\"" + std::string(kSkopsVersion) + "\"}";
  files_.emplace_back("schema.json", std::move(root));
  return stored_archive(files_);
}

}  // namespace keepfit::interchange
