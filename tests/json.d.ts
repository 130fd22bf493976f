/** Fixtures are read as what their reader says they are: making types of megabytes of numbers would take longer than all other checks. */
declare module "*.json" {
  const value: unknown;
  export default value;
}
