/* Defect: a library, but not a plugin. */
int unrelated(void);
__attribute__((visibility("default"))) int unrelated(void) { return 0; }
