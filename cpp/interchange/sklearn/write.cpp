#include "interchange/sklearn/write.h"

#include "core/errors.h"
#include "interchange/sklearn/giving.h"
#include "persistence/codec.h"

namespace keepfit::interchange {

namespace {

const Value& part(const Value& file, const char* key) {
  const Value* found = file.find(key);
  if (!found)
    throw Error("not_exported", key, std::string("The file has no ") + key + ".", "Give a file as Keepfit saves it.");
  return *found;
}

Value::List listed(const std::set<std::string>& texts) { return Value::List(texts.begin(), texts.end()); }

}  // namespace

Value to_skops(const Value& request) {
  const Bytes& given = request.at("bytes").bytes("bytes");
  const Value file = decode(given.data, given.size);
  const Value &step = part(file, "pipeline"), &proof = part(file, "proof");
  Giving giving(request.at("schema"));
  const Node root = giving.fitted(step, "", true);
  const std::string archive = giving.schema.archive(root);
  const std::set<std::string>& trusted = giving.schema.trusted();

  if (giving.expands_squares)
    giving.notes.insert(
        "scikit-learn reckons distances of KMeans and KNNImputer from squares, in which digits cancel: small ones, and "
        "what is weighted by them, agree to about 1e-7, and of equally near rows KNNImputer may take others.");

  Value::Map left;
  for (const auto& [name, attributes] : giving.left) left.emplace_back(name, listed(attributes));
  Value::Map report{
      {"scikit_learn", kWrittenVersion},
      {"skops", kSkopsVersion},
      {"trusted", listed(trusted)},
      {"python", "from skops.io import load\n\nmodel = load(\"model.skops\", trusted=" + python_list(trusted) + ")\n"}};
  if (!left.empty()) report.emplace_back("left", std::move(left));
  report.emplace_back("notes", listed(giving.notes));
  Value check;
  if (proof.get_if<Value::Map>()) check = check_script(step, proof, trusted, giving.expands_squares ? 1e-6 : 1e-9);
  std::vector<uint8_t> bytes(archive.begin(), archive.end());
  return Value::Map{
      {"bytes", Bytes::own(std::move(bytes))}, {"check", std::move(check)}, {"report", std::move(report)}};
}

}  // namespace keepfit::interchange
