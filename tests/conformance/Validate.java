import java.io.BufferedReader;
import java.io.File;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.TreeMap;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.PDFAParser;
import org.verapdf.pdfa.PDFAValidator;
import org.verapdf.pdfa.flavours.PDFAFlavour;
import org.verapdf.pdfa.results.TestAssertion;
import org.verapdf.pdfa.results.ValidationResult;
import org.verapdf.pdfa.validation.profiles.RuleId;

/** Reads file names from standard input; writes "file TAB flavour TAB failed rules, or -" for each and both flavours. */
public class Validate {
  public static void main(String[] arguments) throws Exception {
    VeraGreenfieldFoundryProvider.initialise();
    BufferedReader names = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String name = names.readLine(); name != null; name = names.readLine()) {
      for (String flavour : arguments) {
        System.out.println(name + "\t" + flavour + "\t" + judged(name, PDFAFlavour.fromString(flavour)));
      }
    }
  }

  static String judged(String name, PDFAFlavour flavour) {
    try (PDFAParser parser = Foundries.defaultInstance().createParser(new File(name), flavour);
        PDFAValidator validator = Foundries.defaultInstance().createValidator(flavour, 20, false, false, false)) {
      ValidationResult result = validator.validate(parser);
      if (result.isCompliant()) {
        return "-";
      }
      TreeMap<String, String> rules = new TreeMap<>();
      for (TestAssertion assertion : result.getTestAssertions()) {
        if (assertion.getStatus() == TestAssertion.Status.FAILED) {
          RuleId rule = assertion.getRuleId();
          rules.putIfAbsent(rule.getClause() + "-" + rule.getTestNumber(), assertion.getMessage().replaceAll("\\s+", " "));
        }
      }
      return rules.toString();
    } catch (Throwable error) {
      return "cannot be read: " + error.getClass().getSimpleName();
    }
  }
}
