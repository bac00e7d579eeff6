//! The kinds of mistakes in a design file. A code, once given, keeps its meaning.

use crate::diag::Code;

macro_rules! codes {
    ($($name:ident = $code:literal, $meaning:literal;)*) => {
        $(#[doc = $meaning] pub const $name: Code = Code($code);)*

        /// Every code with its meaning in one line.
        pub const ALL: &[(Code, &str)] = &[$(($name, $meaning)),*];
    };
}

codes! {
    UNREADABLE = "D001", "the design file cannot be read";
    NOT_UTF8 = "D002", "the design file is not UTF-8 text";
    TOO_LARGE = "D003", "the design file is too large";
    EMPTY = "D004", "the design file says nothing";
    SYNTAX = "D005", "the text is not YAML";
    TOO_DEEP = "D006", "values are nested too deeply";
    SEVERAL_DOCUMENTS = "D007", "the file holds more than one YAML document";
    ALIAS = "D008", "YAML anchors and aliases are not taken";
    TAG = "D009", "YAML tags are not taken";
    DUPLICATE_KEY = "D010", "a key stands twice in one mapping";
    BOOLEAN_LOOKALIKE = "D011", "a word that some YAML readers take for a boolean";
    ODD_KEY = "D012", "a key that is not text";
    UNKNOWN_FIELD = "D020", "no field has this name";
    MISSING_FIELD = "D021", "a field that must be there is not";
    WRONG_TYPE = "D022", "the value is of the wrong type";
    UNKNOWN_CHOICE = "D023", "none of the possible choices has this name";
    BAD_TEXT = "D024", "the text does not follow the rules of its field";
    VERSION = "D030", "the file's version is not one that can be read";
    NAME = "D031", "a name that hardware cannot carry";
    KEYWORD = "D032", "a name that is a keyword of Verilog or SystemVerilog";
    DUPLICATE_NAME = "D033", "two things have one name";
    UNKNOWN_HARDWARE = "D034", "a layer's hardware is not there, or of another kind";
    RANGE = "D035", "a number is out of its range";
    FORMAT = "D036", "a number format that cannot stand here";
    MISSING_OUTPUT = "D037", "a layer whose codes go on has no output format";
    ARGMAX_NOT_LAST = "D038", "a layer follows an argmax or a sign";
    NO_LAYERS = "D039", "the network has no layers";
    HARDWARE = "D040", "a parameter that the hardware block cannot have";
    FILE_NAME = "D041", "a file name that cannot be used";
    WINDOW = "D042", "a window that is larger than its image";
    NO_IMAGE = "D043", "a layer for images gets lanes";
    NOT_FLAT = "D044", "a layer for lanes gets an image";
    DEPTHWISE = "D045", "a depthwise layer without one filter a channel";
    MEAN = "D046", "a mean that one multiplication cannot round";
    GRAPH_AND_LAYERS = "D048", "a design with layers and a graph";
    UNKNOWN_NODE = "D049", "lanes of a node that is not there";
    PORT = "D050", "an input that a block does not have, or that nothing feeds";
    LANES = "D051", "lanes that are not there, or not as many as are taken";
    LOOP = "D052", "nodes that feed each other in a loop";
    UNREAD_NODE = "D053", "a node whose results nobody takes";
    RATE = "D054", "beats that do not come together";
    CONTENTS = "D055", "contents of a parameter that a block does not have";
    UNLIKE_ARRAY = "D056", "a block unlike the array that it is bound to";
    ANSWER = "D057", "labels beside several fields, of which none is named";
    UNUSED_HARDWARE = "D060", "hardware that no layer uses (warning)";
    UNSIGNED_WITHOUT_RELU = "D061", "an unsigned output without relu (warning)";
    LOSSY_DIGITIZER = "D062", "a digitizer narrower than what it digitizes (warning)";
    IDLE_ARRAYS = "D063", "more arrays than there are products for them (warning)";
    SPARES = "D064", "groups of arrays that need more spares than are allowed";
    NO_PRODUCTS = "D065", "a layer on an array that does not give products";
    TIES = "D066", "comparators in error that decide at product-sums (warning)";
    UNREAD_FILE = "D070", "a file that nothing reads (warning)";
    SAME_SAMPLES = "D071", "test samples that a choice was made by (warning)";
    LONE_ARGMAX = "D072", "an argmax of a single lane (warning)";
    OVERSIZED_ARRAY = "D073", "an array of far more rows than any layer uses (warning)";
    TWO_NAMES = "D080", "a layer whose tensors are named twice";
    FOREIGN_FILE = "D081", "a file of another program in the place of a design";
}

#[cfg(test)]
mod tests {
    #[test]
    fn codes_are_unique_and_in_order() {
        assert!(super::ALL.windows(2).all(|pair| pair[0].0 < pair[1].0));
    }
}
