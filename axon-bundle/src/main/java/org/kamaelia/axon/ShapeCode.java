package org.kamaelia.axon;

import static java.lang.constant.ConstantDescs.CD_List;
import static java.lang.constant.ConstantDescs.CD_Object;
import static java.lang.constant.ConstantDescs.CD_Throwable;
import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_void;
import static java.lang.constant.ConstantDescs.INIT_NAME;
import static java.lang.constant.ConstantDescs.MTD_void;

import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.util.function.Function;

/**
 * Writes the class file of a {@link Passage} through a number of transformers, whatever they do. In
 * Java it would be:
 *
 * {@snippet :
 * Object apply(Object message) {
 *   Transformer stage = stage0;
 *   try {
 *     message = stage.begin().apply(message);
 *     if (message != null) {
 *       stage = stage1;
 *       message = stage.begin().apply(message);
 *       // and so on
 *     }
 *     return message;
 *   } catch (Throwable e) {
 *     stage.finish(e);
 *     return null;
 *   }
 * }
 * }
 */
final class ShapeCode {
  private static final ClassDesc PASSAGE = desc(Passage.class);
  private static final ClassDesc TRANSFORMER = desc(Transformer.class);
  private static final ClassDesc FUNCTION = desc(Function.class);
  private static final ClassDesc SELF = ClassDesc.of(Passage.class.getName() + "Compiled");
  private static final MethodTypeDesc APPLY = MethodTypeDesc.of(CD_Object, CD_Object);

  private static final int THIS = 0;
  private static final int MESSAGE = 1;
  private static final int STAGES = 1;
  private static final int STAGE = 2;

  private ShapeCode() {}

  static byte[] of(int stages) {
    return ClassFile.of()
        .build(
            SELF,
            type -> {
              type.withFlags(ClassFile.ACC_FINAL).withSuperclass(PASSAGE);
              for (int i = 0; i < stages; i++) {
                type.withField(field(i), TRANSFORMER, ClassFile.ACC_FINAL);
              }
              type.withMethodBody(
                  INIT_NAME, MethodTypeDesc.of(CD_void, CD_List), 0, code -> init(code, stages));
              type.withMethodBody("apply", APPLY, 0, code -> apply(code, stages));
            });
  }

  private static void init(CodeBuilder code, int stages) {
    code.aload(THIS).invokespecial(PASSAGE, INIT_NAME, MTD_void);
    for (int i = 0; i < stages; i++) {
      code.aload(THIS)
          .aload(STAGES)
          .loadConstant(i)
          .invokeinterface(CD_List, "get", MethodTypeDesc.of(CD_Object, CD_int))
          .checkcast(TRANSFORMER)
          .putfield(SELF, field(i), TRANSFORMER);
    }
    code.return_();
  }

  private static void apply(CodeBuilder code, int stages) {
    Label begin = code.newLabel();
    Label end = code.newLabel();
    Label failed = code.newLabel();
    for (int i = 0; i < stages; i++) {
      if (i > 0) {
        code.aload(MESSAGE).ifnull(end);
      }
      code.aload(THIS).getfield(SELF, field(i), TRANSFORMER).astore(STAGE);
      if (i == 0) {
        code.labelBinding(begin);
      }
      code.aload(STAGE)
          .invokevirtual(TRANSFORMER, "begin", MethodTypeDesc.of(FUNCTION))
          .aload(MESSAGE)
          .invokeinterface(FUNCTION, "apply", APPLY)
          .astore(MESSAGE);
    }
    code.labelBinding(end).aload(MESSAGE).areturn();
    code.labelBinding(failed)
        .aload(STAGE)
        .swap()
        .invokevirtual(TRANSFORMER, "finish", MethodTypeDesc.of(CD_void, CD_Throwable))
        .aconst_null()
        .areturn();
    code.exceptionCatchAll(begin, end, failed);
  }

  private static String field(int stage) {
    return "stage" + stage;
  }

  private static ClassDesc desc(Class<?> type) {
    return type.describeConstable().orElseThrow();
  }
}
