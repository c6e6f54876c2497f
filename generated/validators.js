// Made by `npm run generate` from the OpenAPI document. Do not edit.
function report(vErrors, error) {
  if (vErrors === null) return [error];
  vErrors.push(error);
  return vErrors;
}
function reportMissing(vErrors, instancePath, missingProperty) {
  return report(vErrors, { instancePath, keyword: "required", params: { missingProperty }, message: "must have required property '" + missingProperty + "'" });
}
function reportType(vErrors, instancePath, type) {
  return report(vErrors, { instancePath, keyword: "type", params: { type }, message: "must be " + type });
}
function reportEnum(vErrors, instancePath, allowedValues) {
  return report(vErrors, { instancePath, keyword: "enum", params: { allowedValues }, message: "must be equal to one of the allowed values" });
}
var check0 = validate1;
function validate1(data, { instancePath = "", parentData, parentDataProperty, rootData = data } = {}) {
  let vErrors = null;
  let errors = 0;
  if (data && typeof data == "object" && !Array.isArray(data)) {
    if (data.object === void 0) {
      vErrors = reportMissing(vErrors, instancePath, "object");
      errors++;
    }
    if (data.id === void 0) {
      vErrors = reportMissing(vErrors, instancePath, "id");
      errors++;
    }
    if (data.email === void 0) {
      vErrors = reportMissing(vErrors, instancePath, "email");
      errors++;
    }
    if (data.role === void 0) {
      vErrors = reportMissing(vErrors, instancePath, "role");
      errors++;
    }
    if (data.status === void 0) {
      vErrors = reportMissing(vErrors, instancePath, "status");
      errors++;
    }
    if (data.invited_at === void 0) {
      vErrors = reportMissing(vErrors, instancePath, "invited_at");
      errors++;
    }
    if (data.expires_at === void 0) {
      vErrors = reportMissing(vErrors, instancePath, "expires_at");
      errors++;
    }
    if (data.object !== void 0) {
      let data0 = data.object;
      if (typeof data0 !== "string") {
        vErrors = reportType(vErrors, instancePath + "/object", "string");
        errors++;
      }
      if (!(data0 === "organization.invite")) {
        vErrors = reportEnum(vErrors, instancePath + "/object", ["organization.invite"]);
        errors++;
      }
    }
    if (data.id !== void 0) {
      if (typeof data.id !== "string") {
        vErrors = reportType(vErrors, instancePath + "/id", "string");
        errors++;
      }
    }
    if (data.email !== void 0) {
      if (typeof data.email !== "string") {
        vErrors = reportType(vErrors, instancePath + "/email", "string");
        errors++;
      }
    }
    if (data.role !== void 0) {
      let data3 = data.role;
      if (typeof data3 !== "string") {
        vErrors = reportType(vErrors, instancePath + "/role", "string");
        errors++;
      }
      if (!(data3 === "owner" || data3 === "reader")) {
        vErrors = reportEnum(vErrors, instancePath + "/role", ["owner", "reader"]);
        errors++;
      }
    }
    if (data.status !== void 0) {
      let data4 = data.status;
      if (typeof data4 !== "string") {
        vErrors = reportType(vErrors, instancePath + "/status", "string");
        errors++;
      }
      if (!(data4 === "accepted" || data4 === "expired" || data4 === "pending")) {
        vErrors = reportEnum(vErrors, instancePath + "/status", ["accepted", "expired", "pending"]);
        errors++;
      }
    }
    if (data.invited_at !== void 0) {
      let data5 = data.invited_at;
      if (!(typeof data5 == "number" && (!(data5 % 1) && !isNaN(data5)) && isFinite(data5))) {
        vErrors = reportType(vErrors, instancePath + "/invited_at", "integer");
        errors++;
      }
    }
    if (data.expires_at !== void 0) {
      let data6 = data.expires_at;
      if (!(typeof data6 == "number" && (!(data6 % 1) && !isNaN(data6)) && isFinite(data6))) {
        vErrors = reportType(vErrors, instancePath + "/expires_at", "integer");
        errors++;
      }
    }
    if (data.accepted_at !== void 0) {
      let data7 = data.accepted_at;
      if (!(typeof data7 == "number" && (!(data7 % 1) && !isNaN(data7)) && isFinite(data7))) {
        vErrors = reportType(vErrors, instancePath + "/accepted_at", "integer");
        errors++;
      }
    }
    if (data.projects !== void 0) {
      let data8 = data.projects;
      if (Array.isArray(data8)) {
        const len0 = data8.length;
        for (let i0 = 0; i0 < len0; i0++) {
          let data9 = data8[i0];
          if (data9 && typeof data9 == "object" && !Array.isArray(data9)) {
            if (data9.id !== void 0) {
              if (typeof data9.id !== "string") {
                vErrors = reportType(vErrors, instancePath + "/projects/" + i0 + "/id", "string");
                errors++;
              }
            }
            if (data9.role !== void 0) {
              let data11 = data9.role;
              if (typeof data11 !== "string") {
                vErrors = reportType(vErrors, instancePath + "/projects/" + i0 + "/role", "string");
                errors++;
              }
              if (!(data11 === "member" || data11 === "owner")) {
                vErrors = reportEnum(vErrors, instancePath + "/projects/" + i0 + "/role", ["member", "owner"]);
                errors++;
              }
            }
          } else {
            vErrors = reportType(vErrors, instancePath + "/projects/" + i0, "object");
            errors++;
          }
        }
      } else {
        vErrors = reportType(vErrors, instancePath + "/projects", "array");
        errors++;
      }
    }
  } else {
    vErrors = reportType(vErrors, instancePath, "object");
    errors++;
  }
  validate1.errors = vErrors;
  return errors === 0;
}
var check1 = validate3;
function validate3(data, { instancePath = "", parentData, parentDataProperty, rootData = data } = {}) {
  let vErrors = null;
  let errors = 0;
  if (data && typeof data == "object" && !Array.isArray(data)) {
    if (data.email === void 0) {
      vErrors = reportMissing(vErrors, instancePath, "email");
      errors++;
    }
    if (data.role === void 0) {
      vErrors = reportMissing(vErrors, instancePath, "role");
      errors++;
    }
    if (data.email !== void 0) {
      if (typeof data.email !== "string") {
        vErrors = reportType(vErrors, instancePath + "/email", "string");
        errors++;
      }
    }
    if (data.role !== void 0) {
      let data1 = data.role;
      if (typeof data1 !== "string") {
        vErrors = reportType(vErrors, instancePath + "/role", "string");
        errors++;
      }
      if (!(data1 === "reader" || data1 === "owner")) {
        vErrors = reportEnum(vErrors, instancePath + "/role", ["reader", "owner"]);
        errors++;
      }
    }
    if (data.projects !== void 0) {
      let data2 = data.projects;
      if (Array.isArray(data2)) {
        const len0 = data2.length;
        for (let i0 = 0; i0 < len0; i0++) {
          let data3 = data2[i0];
          if (data3 && typeof data3 == "object" && !Array.isArray(data3)) {
            if (data3.id === void 0) {
              vErrors = reportMissing(vErrors, instancePath + "/projects/" + i0, "id");
              errors++;
            }
            if (data3.role === void 0) {
              vErrors = reportMissing(vErrors, instancePath + "/projects/" + i0, "role");
              errors++;
            }
            if (data3.id !== void 0) {
              if (typeof data3.id !== "string") {
                vErrors = reportType(vErrors, instancePath + "/projects/" + i0 + "/id", "string");
                errors++;
              }
            }
            if (data3.role !== void 0) {
              let data5 = data3.role;
              if (typeof data5 !== "string") {
                vErrors = reportType(vErrors, instancePath + "/projects/" + i0 + "/role", "string");
                errors++;
              }
              if (!(data5 === "member" || data5 === "owner")) {
                vErrors = reportEnum(vErrors, instancePath + "/projects/" + i0 + "/role", ["member", "owner"]);
                errors++;
              }
            }
            for (const key0 in data3) {
              if (key0 !== "id" && key0 !== "role") {
                vErrors = report(vErrors, { instancePath: instancePath + "/projects/" + i0, keyword: "unevaluatedProperties", params: { unevaluatedProperty: key0 }, message: "must NOT have unevaluated properties" });
                errors++;
              }
            }
          } else {
            vErrors = reportType(vErrors, instancePath + "/projects/" + i0, "object");
            errors++;
          }
        }
      } else {
        vErrors = reportType(vErrors, instancePath + "/projects", "array");
        errors++;
      }
    }
    for (const key1 in data) {
      if (key1 !== "email" && key1 !== "role" && key1 !== "projects") {
        vErrors = report(vErrors, { instancePath, keyword: "unevaluatedProperties", params: { unevaluatedProperty: key1 }, message: "must NOT have unevaluated properties" });
        errors++;
      }
    }
  } else {
    vErrors = reportType(vErrors, instancePath, "object");
    errors++;
  }
  validate3.errors = vErrors;
  return errors === 0;
}

var validators = {
  "inviteUser": { request: check1, responses: { "200": check0 } }
};
export {
  validators
};
