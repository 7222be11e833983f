// All regexes of a policy as one thing: compiled once, searched many times, never super-linear.
export { checkPattern, type PatternCheck } from "./check-pattern.ts";
