"""How a library goes from one school or district to the next."""
