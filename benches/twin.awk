# The structs of generated sources, as one would write them by hand with serde's derive: every Field<T> an Option<T>, numbers f64, everything with a form
# of its own a String.
#
#     awk -f twin.awk conscent-types/src/generated/v2/{events,objects}.rs

/^pub struct / {
    sub(/^pub struct /, "")
    sub(/ \{$/, "")
    structs[++count] = $0
    type = $0
    sub(/<.*/, "", type)
    known[type]
    next
}

/^    pub [a-z0-9_#]+: Field</ {
    ident = $2
    sub(/:$/, "", ident)
    sub(/^[^<]*</, "")
    sub(/>,$/, "")
    fields[type, ++size[type]] = ident
    types[type, ident] = $0
    next
}

/^conscent_core::impl_object! / {
    getline type
    sub(/^ +/, "", type)
    sub(/[< ].*/, "", type)
    next
}

/^        [a-z0-9_#]+ = ".*",$/ {
    match($0, /".*"/)
    keys[type, $1] = substr($0, RSTART, RLENGTH)
}

END {
    print "use serde::{Deserialize, Serialize};\n"
    for (number = 1; number <= count; number++) {
        type = structs[number]
        sub(/<.*/, "", type)
        print "#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]"
        print "pub struct " structs[number] " {"
        for (field = 1; field <= size[type]; field++) {
            ident = fields[type, field]
            print "    #[serde(rename = " keys[type, ident] ", default, skip_serializing_if = \"Option::is_none\")]"
            print "    pub " ident ": Option<" plain(types[type, ident]) ">,"
        }
        print "}\n"
    }
}

function plain(type,   inner) {
    if (match(type, /^(Vec|Box|Option)</)) {
        inner = substr(type, RLENGTH + 1, length(type) - RLENGTH - 1)
        return substr(type, 1, RLENGTH) plain(inner) ">"
    }
    if (type ~ /^BTreeMap<String, /) {
        return "std::collections::BTreeMap<String, " plain(substr(type, 18, length(type) - 18)) ">"
    }
    if (type == "Value") return "serde_json::Value"
    if (type ~ /^(Number|EpochSeconds|EpochMillis)$/) return "f64"
    return type in known || type == "P" || type == "bool" ? type : "String"
}
