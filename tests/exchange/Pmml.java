// JPMML-Evaluator as a process: on each line of its input the names of three files, a document, rows and where the
// answers go, with tabs between them. Answers "ok", the number of verified rows and that of the rows' answers, or
// "failed" and why.
import java.io.BufferedReader;
import java.io.File;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.dmg.pmml.DataType;
import org.dmg.pmml.Model;
import org.dmg.pmml.ModelVerification;
import org.jpmml.evaluator.Evaluator;
import org.jpmml.evaluator.EvaluatorUtil;
import org.jpmml.evaluator.InputField;
import org.jpmml.evaluator.LoadingModelEvaluatorBuilder;
import org.jpmml.evaluator.ModelEvaluator;

public class Pmml {
  public static void main(String[] arguments) throws Exception {
    BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line; (line = in.readLine()) != null; ) {
      String[] files = line.split("\t");
      String answer;
      try {
        answer = run(files[0], files[1], files[2]);
      } catch (Throwable error) {
        StringBuilder why = new StringBuilder();
        for (Throwable e = error; e != null; e = e.getCause()) why.append(e.toString()).append(" | ");
        answer = "failed\t" + why.toString().replaceAll("\\s+", " ");
      }
      System.out.println(answer);
      System.out.flush();
    }
  }

  static String run(String document, String rows, String answers) throws Exception {
    ModelEvaluator<?> evaluator = new LoadingModelEvaluatorBuilder().load(new File(document)).build();
    ModelVerification verification = ((Model) evaluator.getModel()).getModelVerification();
    // Without rows there would be nothing to verify, and nothing said of it.
    int verified = verification == null ? 0 : verification.requireInlineTable().getRows().size();
    evaluator.verify();
    List<String> lines = Files.readAllLines(Path.of(rows), StandardCharsets.UTF_8);
    String[] names = cells(lines.get(0)), wanted = cells(lines.get(1));
    Map<String, DataType> types = new LinkedHashMap<>();
    for (InputField field : evaluator.getInputFields()) types.put(field.getName(), field.getDataType());
    List<String> out = new ArrayList<>();
    for (String line : lines.subList(2, lines.size())) {
      String[] cells = cells(line);
      Map<String, Object> row = new LinkedHashMap<>();
      for (int j = 0; j < names.length; ++j)
        if (cells[j] != null && types.containsKey(names[j]))
          row.put(names[j], types.get(names[j]) == DataType.STRING ? cells[j] : (Object) Double.valueOf(cells[j]));
      Map<String, ?> result = EvaluatorUtil.decodeAll(evaluator.evaluate(row));
      StringBuilder found = new StringBuilder();
      for (String name : wanted) {
        if (!result.containsKey(name)) throw new IllegalStateException("no answer " + name + ", but " + result.keySet());
        found.append(found.length() > 0 ? "\t" : "").append(written(result.get(name)));
      }
      out.add(found.toString());
    }
    Files.write(Path.of(answers), out, StandardCharsets.UTF_8);
    return "ok\t" + verified + "\t" + out.size();
  }

  /** Cells between tabs; backslashes before what would end one, and \N for none. */
  static String[] cells(String line) {
    String[] out = line.split("\t", -1);
    for (int i = 0; i < out.length; ++i) {
      if (out[i].equals("\\N")) {
        out[i] = null;
        continue;
      }
      StringBuilder text = new StringBuilder();
      for (int k = 0; k < out[i].length(); ++k) {
        char c = out[i].charAt(k);
        if (c == '\\') {
          c = out[i].charAt(++k);
          c = c == 't' ? '\t' : c == 'n' ? '\n' : c == 'r' ? '\r' : c;
        }
        text.append(c);
      }
      out[i] = text.toString();
    }
    return out;
  }

  static String written(Object value) {
    if (value == null) return "\\N";
    return value.toString().replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n").replace("\r", "\\r");
  }
}
