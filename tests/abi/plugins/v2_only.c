/* Defect: speaks only a major that this host does not know. */
const void* garden_plugin_v2(void);
__attribute__((visibility("default"))) const void* garden_plugin_v2(void) { return 0; }
