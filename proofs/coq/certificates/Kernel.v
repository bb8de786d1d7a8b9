(** Kernel.v -- a basis of a kernel, and that a matrix is onto, in plain integers.
    With K P + L J = 1, J K = 0 and P K = 1 the columns of K are a basis of ker J; with J L = 1
    besides, every vector is a value of J, so the rank of J is its number of rows.
    All four matrices have one denominator each, and the equations are multiplied out. *)
From Truncation Require Import Spec LinearAlgebra Integers.
From Coq Require Import Lra Bool.
Import ListNotations.
Open Scope R_scope.

(** Over the reals *)
Theorem kernel_basis J K P L n d :
  length K = n -> length L = n -> length P = d ->
  madd (mm K P) (mm L J) = identity n -> Forall zero (mm J K) -> mm P K = identity d ->
  basis (fun v => zero (mv J v)) K n d.
Proof.
  intros HK HL HP E1 E2 E3; split.
  - intros v Hv; split.
    + intro Hz; exists (mv P v); split; [unfold mv; now rewrite map_length|].
      rewrite <- (mv_identity v) at 1. rewrite Hv, <- E1, mv_madd, !mv_mm.
      apply vadd_zero_r; [now apply mv_zero_vec|].
      unfold mv; rewrite !map_length; congruence.
    + intros [c [_ ->]]; rewrite <- mv_mm; now apply mv_zero_mat.
  - assert (C : forall c, length c = d -> mv P (mv K c) = c).
    { intros c Hc; rewrite <- mv_mm, E3, <- Hc; apply mv_identity. }
    intros c c' Hc Hc' E; rewrite <- (C c Hc), <- (C c' Hc'); now rewrite E.
Qed.
Lemma onto J L r : mm J L = identity r -> forall y, length y = r -> mv J (mv L y) = y.
Proof. intros E y Hy; rewrite <- mv_mm, E, <- Hy; apply mv_identity. Qed.

(** Over the integers *)
Open Scope Z_scope.
Fixpoint zlincomb (c : list Z) (M : list (list Z)) : list Z :=
  match c, M with
  | a :: c', r :: M' => zvadd (map (Z.mul a) r) (zlincomb c' M') | _, _ => [] end.
Definition zmm A B := map (fun r => zlincomb r B) A.
Definition zdiagonal (D : Z) n : list (list Z) :=
  map (fun i => map (fun k => if Nat.eqb k i then D else 0) (seq 0 n)) (seq 0 n).
Definition equal_rows := all2 (all2 Z.eqb).
Definition check_kernel (J K P L : zmat) (n d : nat) : bool :=
  let kp := (mden K * mden P)%positive in let lj := (mden L * mden J)%positive in
  Nat.eqb (length (mnum K)) n && Nat.eqb (length (mnum L)) n && Nat.eqb (length (mnum P)) d
  && equal_rows (zmadd (map (map (Z.mul (Zpos lj))) (zmm (mnum K) (mnum P)))
                       (map (map (Z.mul (Zpos kp))) (zmm (mnum L) (mnum J))))
                (zdiagonal (Zpos (kp * lj)) n)
  && forallb (forallb (Z.eqb 0)) (zmm (mnum J) (mnum K))
  && equal_rows (zmm (mnum P) (mnum K)) (zdiagonal (Zpos (mden P * mden K)) d).
Definition check_onto (J L : zmat) (r : nat) : bool :=
  equal_rows (zmm (mnum J) (mnum L)) (zdiagonal (Zpos (mden J * mden L)) r).

Open Scope R_scope.
Lemma frac_lincomb d D c : forall M,
  lincomb (FR d c) (map (FR D) M) = FR (d * D) (zlincomb c M).
Proof.
  induction c as [|a c IH]; intros [|r M]; simpl; trivial.
  rewrite frac_vadd, IH; f_equal. unfold vscale; rewrite !map_map; apply map_ext; intro t.
  unfold frac; rewrite mult_IZR, Pos2Z.inj_mul, mult_IZR; field; split; apply pos_nz.
Qed.
Lemma frac_mm A B :
  mm (RM A) (RM B) = map (FR (mden A * mden B)) (zmm (mnum A) (mnum B)).
Proof. unfold mm, zmm, RM; rewrite !map_map; apply map_ext; intro; apply frac_lincomb. Qed.
Lemma frac_diagonal D n : map (FR D) (zdiagonal (Zpos D) n) = identity n.
Proof.
  unfold zdiagonal, identity, unit; rewrite map_map; apply map_ext; intro i.
  rewrite map_map; apply map_ext; intro k.
  destruct (Nat.eqb k i); unfold frac; field; apply pos_nz.
Qed.
Lemma frac_multiply d e v : FR (d * e) (map (Z.mul (Zpos e)) v) = FR d v.
Proof.
  rewrite map_map; apply map_ext; intro t.
  unfold frac; rewrite mult_IZR, Pos2Z.inj_mul, mult_IZR; field; split; apply pos_nz.
Qed.
Lemma frac_extend d e A : map (FR (d * e)) (map (map (Z.mul (Zpos e))) A) = map (FR d) A.
Proof. rewrite map_map; apply map_ext; intro; apply frac_multiply. Qed.
Theorem check_kernel_ok J K P L n d : check_kernel J K P L n d = true ->
  basis (fun v => zero (mv (RM J) v)) (RM K) n d.
Proof.
  unfold check_kernel, equal_rows; rewrite !andb_true_iff, !Nat.eqb_eq.
  intros [[[[[HK HL] HP] E1] E2] E3]; apply all2_eq_rows in E1; apply all2_eq_rows in E3.
  apply kernel_basis with (P := RM P) (L := RM L); try (unfold RM; now rewrite map_length).
  - apply (f_equal (map (FR (mden K * mden P * (mden L * mden J))))) in E1.
    rewrite frac_diagonal, frac_madd, frac_extend in E1.
    rewrite (Pos.mul_comm (mden K * mden P)), frac_extend in E1.
    now rewrite !frac_mm.
  - rewrite frac_mm; apply Forall_map, Forall_forall; intros r Hr; rewrite forallb_forall in E2.
    specialize (E2 r Hr); rewrite forallb_forall in E2.
    apply Forall_map, Forall_forall; intros t Ht; specialize (E2 t Ht); apply Z.eqb_eq in E2.
    rewrite <- E2; unfold frac; field; apply pos_nz.
  - now rewrite frac_mm, E3, frac_diagonal.
Qed.
Theorem check_onto_ok J L r : check_onto J L r = true ->
  forall y, length y = r -> mv (RM J) (mv (RM L) y) = y.
Proof.
  intros H y; apply onto; apply all2_eq_rows in H; now rewrite frac_mm, H, frac_diagonal.
Qed.
