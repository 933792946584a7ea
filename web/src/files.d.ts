/** A style, as the build puts it into a script: as text. */
declare module "*.css" {
  const text: string;
  export default text;
}
