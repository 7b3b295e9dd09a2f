"""The software bill of materials: what is installed on a terminal and in the office, as CycloneDX JSON (`tools/sbom`)."""
