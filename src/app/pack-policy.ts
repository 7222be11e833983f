// Run by `npm run build`: compiles the shipped policy, so that a start need not.
import { compilePolicy, planOf } from "../policy/compile.ts";
import { formatProblems } from "../policy/format-problems.ts";
import { parsePolicy } from "../policy/parse.ts";
import { writePackedPlan } from "./packed-policy.ts";
import { shippedPolicyDir } from "./paths.ts";
import { readPolicyFolder } from "./policy-folder.ts";

const { files } = await readPolicyFolder(shippedPolicyDir());
const result = parsePolicy(files);
if (result.ok) writePackedPlan(planOf(compilePolicy(result.spec)));
else {
  process.stderr.write(formatProblems(result.problems, files));
  process.exitCode = 1;
}
