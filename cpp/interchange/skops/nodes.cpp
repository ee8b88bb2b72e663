#include "interchange/skops/nodes.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <map>
#include <unordered_map>

#include "core/errors.h"
#include "core/text.h"
#include "interchange/known.h"
#include "interchange/pickle/canonical.h"
#include "interchange/sklearn/state.h"
#include "interchange/skops/json.h"
#include "interchange/skops/npy.h"
#include "interchange/skops/zip.h"

namespace keepfit::interchange {

using pickle::Item;
using pickle::Items;
using pickle::Kind;

namespace {

constexpr size_t kMostItems = 4'000'000;

class Reader {
 public:
  Reader(Items& items, std::map<std::string, std::string_view, std::less<>> files, std::string_view schema)
      : items_(items), files_(std::move(files)), schema_(schema) {}

  pickle::Log log;
  std::map<std::string, size_t, std::less<>> loaders;

  /// As skops does it: entries of one id are one object, the one that stands first.
  Item* node(const Json& json) {
    const Json* id = json.find("__id__");
    if (!id || id->kind == Json::Kind::kNull) return made(json);
    const auto [place, is_new] = by_identity_.emplace(std::string(id->written), Known{&json, nullptr});
    if (!is_new) {
      for (const char* key : {"__loader__", "__class__", "__module__"})
        if (text(json, key) != text(*place->second.json, key))
          refuse_source("schema.json", "Two entries of different kinds have the id " + shown(id->written, 30) +
                                           ": skops would take one for the other.");
      if (!place->second.item) refuse_source("schema.json", "An entry of the file stands within itself.");
      return place->second.item;
    }
    Item* item = made(json);
    by_identity_.find(std::string(id->written))->second.item = item;
    return item;
  }

 private:
  struct Known {
    const Json* json;
    Item* item;  // null while it is made
  };
  Items& items_;
  std::map<std::string, std::string_view, std::less<>> files_;
  std::string_view schema_;
  std::unordered_map<std::string, Known> by_identity_;

  Item* made(const Json& json) {
    if (items_.size() > kMostItems)
      throw Error("too_large", "schema.json", "The file makes more than " + counted(kMostItems, "value") + ".",
                  "Models of scikit-learn have some thousands.");
    const std::string loader = text(json, "__loader__");
    list(json, loader);
    if (loader == "JsonNode") return scalar(parse_json(text(json, "content"), "schema.json"));
    if (loader == "TypeNode" || loader == "FunctionNode") return symbol_of(json, loader == "FunctionNode");
    if (loader == "DictNode" || loader == "DefaultDictNode" || loader == "OrderedDictNode") return dict(json);
    if (loader == "ListNode" || loader == "TupleNode")
      return sequence(json, loader == "ListNode" ? Kind::kList : Kind::kTuple);
    if (loader == "NdArrayNode") return array(json);
    if (loader == "SliceNode") return slice(json);
    if (loader == "RandomStateNode" || loader == "RandomGeneratorNode")
      return object(symbol("numpy.random._pickle", "__randomstate_ctor"), {}, nullptr);
    if (loader == "MaskedArrayNode") return make(Kind::kNone);  // a table of parameters, which params says, too
    if (loader == "DTypeNode") return symbol("numpy", "float64");
    if (loader == "TreeNode" || loader == "LossNode") {
      Item* args = node(member(member(json, "__reduce__"), "args"));
      if (args->kind != Kind::kTuple) refuse_source("schema.json", "What " + loader + " is given is no tuple.");
      return object(symbol_of(json, false), args->parts, node(member(json, "content")));
    }
    if (loader == "PartialNode") return object(symbol("functools", "partial"), {}, nullptr);
    if (loader == "ObjectNode") {
      const Json* content = json.find("content");
      Item* symbol = symbol_of(json, false);
      if (role_of(symbol->text, symbol->name) == Role::kForeign) call(json, loader, printed(*symbol, 200));
      return object(symbol, {}, content && content->kind == Json::Kind::kMap ? node(*content) : nullptr);
    }
    // What calls a method or an operator, or what this version of the form does not have.
    const Json* content = json.find("content");
    const Json* method = content && content->kind == Json::Kind::kMap ? content->find("func") : nullptr;
    call(json, loader, printed(*symbol_of(json, false), 200) + (method ? "." + shown(method->text, 60) : ""));
    return make(Kind::kUnknown);
  }

  // ---- what is told of it ----------------------------------------------------------------------------------------

  size_t place_of(const Json& json) const {
    const char* at = json.written.data();
    return at >= schema_.data() && at < schema_.data() + schema_.size() ? static_cast<size_t>(at - schema_.data()) : 0;
  }

  void list(const Json& json, const std::string& loader) {
    if (loaders.size() < pickle::kMostNames || loaders.contains(loader)) ++loaders[loader];
    if (log.instructions++ < log.list_from || log.lines.size() >= log.list_count) return;
    const Json *module = json.find("__module__"), *name = json.find("__class__");
    const std::string of = module && name ? shown(module->text, 100) + "." + shown(name->text, 100) : "";
    log.lines.push_back({place_of(json), shown(loader, 60), of});
  }

  void call(const Json& json, const std::string& loader, std::string callee) {
    if (log.calls_met++ < pickle::kMostKept)
      log.calls.push_back({place_of(json), shown(loader, 60), std::move(callee), ""});
  }

  Item* make(Kind kind) { return items_.make(kind, 0); }

  static const Json& member(const Json& json, const char* key) {
    const Json* found = json.find(key);
    if (!found) refuse_source("schema.json", std::string("An entry of the file has no ") + key + ".");
    return *found;
  }
  static const std::string& text(const Json& json, const char* key) {
    const Json& found = member(json, key);
    if (found.kind != Json::Kind::kText)
      refuse_source("schema.json", std::string("The ") + key + " of an entry is no text.");
    return found.text;
  }

  Item* symbol(std::string module, std::string name) {
    Item* out = make(Kind::kSymbol);
    out->text = items_.keep(std::move(module));
    out->name = items_.keep(std::move(name));
    return out;
  }

  Item* symbol_of(const Json& json, bool function) {
    std::string module = text(json, "__module__"), name = text(json, "__class__");
    // Functions of older protocols: {"content": {"module_path", "function"}}.
    if (const Json* content = json.find("content");
        function && content && content->kind == Json::Kind::kMap && content->find("function"))
      module = text(*content, "module_path"), name = text(*content, "function");
    const auto [place, is_new] = log.global_places.try_emplace({module, name}, log.globals.size());
    if (is_new) {
      if (log.globals.size() >= pickle::kMostNames)
        throw Error("too_large", "schema.json", "The file names more than 10,000 different things.",
                    "A model of scikit-learn names some dozens.");
      log.globals.push_back({module, name, role_of(module, name), place_of(json), 0, 0, {}, {}});
    }
    ++log.globals[place->second].times;
    return symbol(std::move(module), std::move(name));
  }

  Item* object(Item* symbol, std::vector<Item*> arguments, Item* state) {
    Item* given = make(Kind::kTuple);
    given->parts = std::move(arguments);
    Item* out = make(Kind::kObject);
    out->parts = {symbol, given};
    if (state) out->parts.push_back(state);
    return out;
  }

  Item* number(int64_t value) {
    Item* out = make(Kind::kInt);
    out->integer = value;
    return out;
  }

  Item* scalar(const Json& json) {
    switch (json.kind) {
      case Json::Kind::kNull: return make(Kind::kNone);
      case Json::Kind::kTrue:
      case Json::Kind::kFalse: {
        Item* out = make(Kind::kBool);
        out->integer = json.kind == Json::Kind::kTrue;
        return out;
      }
      case Json::Kind::kInt: {
        if (json.text.size() > 18) break;
        return number(std::strtoll(json.text.c_str(), nullptr, 10));
      }
      case Json::Kind::kFloat: {
        Item* out = make(Kind::kFloat);
        out->real = json.text == "NaN"         ? std::nan("")
                    : json.text == "Infinity"  ? HUGE_VAL
                    : json.text == "-Infinity" ? -HUGE_VAL
                                               : std::strtod(json.text.c_str(), nullptr);
        return out;
      }
      case Json::Kind::kText: {
        Item* out = make(Kind::kText);
        out->text = items_.keep(json.text);
        return out;
      }
      default: break;
    }
    refuse_source("schema.json", "A value of the file is none: " + shown(json.written, 40) + ".");
  }

  Item* sequence(const Json& json, Kind kind) {
    const Json& content = member(json, "content");
    if (content.kind != Json::Kind::kList) refuse_source("schema.json", "A list of the file has no content.");
    Item* out = make(kind);
    for (const Json& each : content.items) out->parts.push_back(node(each));
    return out;
  }

  Item* dict(const Json& json) {
    const Json& content = member(json, "content");
    if (content.kind != Json::Kind::kMap) refuse_source("schema.json", "A dict of the file has no content.");
    const Json* types = json.find("key_types");
    const Json* kinds = types ? types->find("content") : nullptr;
    Item* out = make(Kind::kDict);
    for (size_t i = 0; i < content.keys.size(); ++i) {
      const std::string& key = content.keys[i];
      const Json* kind = kinds && i < kinds->items.size() ? &kinds->items[i] : nullptr;
      const std::string type = kind ? text(*kind, "__class__") : "str";
      Item* name = make(Kind::kText);
      // Keys of JSON are texts; what they were stands beside.
      if (type == "str") name->text = items_.keep(key);
      else name = scalar(parse_json(type == "bool" ? (key == "True" ? "true" : "false") : key, "schema.json"));
      out->parts.push_back(name);
      out->parts.push_back(node(content.items[i]));
      if (key == "_sklearn_version" && out->parts.back()->kind == Kind::kText) tell_version(out->parts.back()->text);
    }
    return out;
  }

  void tell_version(std::string_view text) {
    std::string version = shown(text, 40);
    if (std::find(log.versions.begin(), log.versions.end(), version) == log.versions.end() && log.versions.size() < 20)
      log.versions.push_back(std::move(version));
  }

  Item* slice(const Json& json) {
    const Json& content = member(json, "content");
    std::vector<Item*> ends;
    for (const char* end : {"start", "stop", "step"}) ends.push_back(scalar(member(content, end)));
    return object(symbol("builtins", "slice"), std::move(ends), nullptr);
  }

  // ---- arrays ----------------------------------------------------------------------------------------------------

  Item* text_item(std::string_view text) {
    Item* out = make(Kind::kText);
    out->text = text;
    return out;
  }

  /// numpy.dtype(code, False, True), with the state that says the order of bytes and the fields of records.
  Item* dtype(std::string_view code, Item* fields = nullptr) {
    Item* flag = make(Kind::kBool);
    Item* out = object(symbol("numpy", "dtype"), {text_item(code), flag, flag}, make(Kind::kTuple));
    Item* none = make(Kind::kNone);
    const bool big = !code.empty() && code.front() == '>';
    out->parts[2]->parts = {number(3), text_item(big ? ">" : "<"), none, none, fields ? fields : none};
    return out;
  }

  Item* array_item(std::vector<Item*> shape, Item* type, bool fortran, Item* data) {
    Item* state = make(Kind::kTuple);
    Item* extents = make(Kind::kTuple);
    extents->parts = std::move(shape);
    Item* order = make(Kind::kBool);
    order->integer = fortran;
    state->parts = {number(1), extents, type, order, data};
    return object(symbol("numpy._core.multiarray", "_reconstruct"), {}, state);
  }

  Item* array(const Json& json) {
    if (text(json, "type") == "numpy") return npy(text(json, "file"));
    Item* list = sequence(json, Kind::kList);
    Item* shape = node(member(json, "shape"));
    if (shape->kind != Kind::kTuple || shape->parts.size() > 4)
      refuse_source("schema.json", "The shape of an array is none.");
    // Of nested lists the objects one after another.
    std::vector<Item*> flat;
    const auto flatten = [&](auto&& self, Item* of, size_t axis) -> void {
      for (Item* part : of->parts)
        if (axis + 1 < shape->parts.size() && part->kind == Kind::kList) self(self, part, axis + 1);
        else flat.push_back(part);
    };
    flatten(flatten, list, 0);
    Item* objects = make(Kind::kList);
    objects->parts = std::move(flat);
    return array_item(shape->parts, dtype("O8"), false, objects);
  }

  Item* npy(const std::string& name) {
    const auto found = files_.find(name);
    if (found == files_.end()) refuse_source("schema.json", "The file '" + shown(name) + "' is not in the archive.");
    Npy array = parse_npy(found->second, name);
    Item* type = array.fields.empty() ? dtype(items_.keep(array.code)) : record(array, name);
    std::vector<Item*> shape;
    for (int64_t extent : array.shape) shape.push_back(number(extent));
    Item* data = make(Kind::kBytes);
    data->text = array.bytes;
    return array_item(std::move(shape), type, array.fortran, data);
  }

  Item* record(const Npy& array, const std::string& name) {
    Item* fields = make(Kind::kDict);
    int64_t offset = 0;
    for (const auto& [field, code] : array.fields) {
      Item* type = dtype(items_.keep(code));
      const int64_t size = pickle::item_bytes(type);
      if (size <= 0) refuse_source(name, "A field of the records is of no type.");
      Item* place = make(Kind::kTuple);
      place->parts = {type, number(offset)};
      offset += size;
      if (field.empty()) continue;
      fields->parts.push_back(text_item(items_.keep(field)));
      fields->parts.push_back(place);
    }
    return dtype(items_.keep("V" + std::to_string(offset)), fields);
  }
};

}  // namespace

SkopsFile read_skops(std::string_view archive, Items& items, size_t list_from, size_t list_count) {
  auto files = stored_files(archive);
  const auto schema = files.find("schema.json");
  if (schema == files.end()) refuse_source("schema.json", "The archive has no schema.json, which files of skops have.");
  const std::string_view text = schema->second;
  const Json root = parse_json(text, "schema.json");
  const Json* protocol = root.find("protocol");
  const int number = protocol && protocol->text.size() == 1 ? protocol->text[0] - '0' : -1;
  if (number < 0 || number > 2) {
    throw Error("not_taken", "schema.json", "The file is of a protocol of skops that is not known here.",
                "Protocols 0 to 2 are read, which skops writes up to 0.16.");
  }
  const Json* version = root.find("_skops_version");
  Reader reader(items, std::move(files), text);
  reader.log.list_from = list_from;
  reader.log.list_count = list_count;
  SkopsFile out;
  out.made = reader.node(root);
  out.log = std::move(reader.log);
  out.log.protocol = number;
  out.loaders.assign(reader.loaders.begin(), reader.loaders.end());
  out.version = version ? shown(version->text, 20) : "";
  return out;
}

}  // namespace keepfit::interchange
